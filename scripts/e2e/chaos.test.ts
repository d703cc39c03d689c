import assert from "node:assert/strict";
import { test } from "node:test";
import { runCampaign } from "../chaos/campaign.ts";

test("a minute of faults and hostile members loses, changes and bills nothing wrongly", async () => {
  const { found, outcomes, faults } = await runCampaign({ seconds: 45, seed: 1, hostile: true });
  assert.deepEqual(found, []);
  assert.ok((outcomes["complete"] ?? 0) > 50, JSON.stringify(outcomes));
  assert.ok(Object.keys(faults).length >= 5, JSON.stringify(faults));
});

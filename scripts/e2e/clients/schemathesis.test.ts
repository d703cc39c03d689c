import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { root } from "../../root.ts";
import { programOf, withoutClient } from "../harness/client-programs.ts";
import { lastEntry, speak } from "../harness/requests.ts";
import { type TestClub, startClub } from "../harness/test-club.ts";

test("the hub takes and answers what its OpenAPI document says, and nothing else", {
  skip: withoutClient("schemathesis"),
}, async (t) => {
  const club = await startClub(t, {
    hubOptions: ["--sharing", "true", "--transcode", "all", "--open-listing", "true"],
  });
  await club.startAgent();
  const { key } = await club.createKey(["consumer", "provider", "admin"]);
  const { all, exitCode } = await execa(programOf("schemathesis", "st"), optionsFor(club), {
    all: true,
    cwd: club.folder,
    reject: false,
    env: {
      CLUB_KEY: key,
      ...(await shareClip(club, key)),
      SCHEMATHESIS_HOOKS: join(folder, "hooks.py"),
    },
  });
  assert.equal(exitCode, 0, all);
  const [, selected, tested] = /Selected: (\d+)\/\d+\s+Tested: (\d+)/.exec(all) ?? [];
  assert.ok(Number(tested) > 40 && tested === selected, `${tested} of ${selected} operations`);
  assert.ok(Number(/(\d+) generated/.exec(all)?.[1]) > 1_000);
});

function optionsFor({ hub }: TestClub): string[] {
  const config = ["--config-file", join(folder, "schemathesis.toml")];
  // The same cases each time: a run that finds something finds it again.
  const cases = ["--checks", "all", "--seed", "1", "--max-examples", "10"];
  return [
    ...config,
    "run",
    `${hub.url}/openapi.json`,
    ...cases,
    // In its place hooks.py has one that knows what stays after a DELETE.
    "--exclude-checks",
    "use_after_free",
    "--continue-on-failure",
    "--no-color",
  ];
}

/** Speaks a clip and makes a public link to it; what the link's path ends in, and the clip's entry. */
async function shareClip(
  club: TestClub,
  key: string,
): Promise<{ CLUB_SHARE: string; CLUB_ENTRY: string }> {
  await (await speak(club, { model: "espeak-ng", input: "Hello." }, { key })).bytes();
  const { id } = await lastEntry(club);
  const response = await fetch(`${club.hub.url}/v1/history/${id}/share`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
  });
  const { path } = (await response.json()) as { readonly path: string };
  return { CLUB_SHARE: path.replace("/s/", ""), CLUB_ENTRY: id };
}

const folder = join(root, "scripts/e2e/clients/schemathesis");

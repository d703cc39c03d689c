import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { withoutServices, withService } from "../../src/installs/service-entry.ts";

const piper = { engine: "piper", model: "piper", start: ["/state/engines/piper/bin/python"] };
const espeak = { engine: "espeak-ng" };

test("a file without services keeps what was served, and its other settings and comments", () => {
  const text = withService("# mine\nhub: https://hub.example\n", piper, [espeak]);
  assert.match(text, /^# mine\nhub: https:\/\/hub\.example\n/);
  assert.deepEqual((parse(text) as { services: unknown }).services, [espeak, piper]);
  assert.deepEqual(parse(withService(undefined, piper, [])), { services: [piper] });
});

test("a service of the same model is replaced, others stay", () => {
  const before = withService(undefined, { ...piper, url: "old" }, [espeak]);
  const after = withService(before, piper, [{ engine: "flite" }]);
  assert.deepEqual((parse(after) as { services: unknown }).services, [espeak, piper]);
});

test("removing takes the services that run from the folder, and no others", () => {
  const other = { ...piper, start: ["/state/engines/piper-of-mine/python"] };
  const text = withService(withService("name: rig\n", other, []), { ...piper, model: "two" }, []);
  const after = withoutServices(text, "/state/engines/piper");
  assert.deepEqual(parse(after), { name: "rig", services: [other] });
  assert.deepEqual(parse(withoutServices(after, "/state/engines/piper-of-mine")), { name: "rig" });
});

test("a file that is no YAML is left alone", () => {
  assert.throws(() => withService("hub: [", piper, []), { code: "CONFLICT" });
});

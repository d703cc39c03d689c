import assert from "node:assert/strict";
import { test } from "node:test";
import type { Caller } from "../../src/accounts/caller.ts";
import type { ModelNames } from "../../src/http/model-names.ts";
import { voiceOf } from "../../src/live/voice-of.ts";

const caller = {} as Caller;

/** Models of these names, which count how often one is looked up. */
function modelsCalled(...ids: readonly string[]): {
  readonly models: ModelNames;
  readonly lookUps: () => number;
} {
  let lookUps = 0;
  const models = {
    list: () => ids.map((id) => ({ id })),
    model: (_: Caller, name: string) => {
      lookUps += 1;
      return name;
    },
    voice: (_: Caller, __: string, name: string) => name,
  } as unknown as ModelNames;
  return { models, lookUps: () => lookUps };
}

test("a voice id of colons looks up a few models, however long it is", () => {
  const { models, lookUps } = modelsCalled("m");
  voiceOf(models, caller, ":".repeat(768));
  assert.ok(lookUps() <= 12, `${lookUps()} models`);
});

test("a model whose name has colons is found", () => {
  const { models } = modelsCalled("a:b:c");
  assert.deepEqual(voiceOf(models, caller, "a:b:c:v:w"), { model: "a:b:c", voice: "v:w" });
});

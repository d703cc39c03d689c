import { deepEqual, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";

suite("one entry of the agent's services", () => {
  test("has defaults for what can be known", () => {
    deepEqual(serviceConfigSchema.parse({ engine: "espeak-ng" }), {
      engine: "espeak-ng",
      model: "espeak-ng",
      type: "tts",
      slots: 1,
      access: "members",
    });
  });

  test("is written with underscores and read in the code's own way", () => {
    const config = serviceConfigSchema.parse({
      type: "tts",
      model: "kokoro",
      engine: "openai",
      preset: "kokoro",
      url: "http://127.0.0.1:8880/v1",
      voice: "af_heart",
      slots: 2,
      access: ["ann", "bob"],
      friends: ["bob"],
      features: ["streaming"],
      api_key_file: "./key",
      upstream_model: "kokoro-v1",
      first_byte_timeout_ms: 5_000,
      aliases: { my_alias: "af_heart" },
    });
    ok(config.engine === "openai");
    deepEqual(
      [config.apiKeyFile, config.upstreamModel, config.firstByteTimeoutMs, config.aliases],
      ["./key", "kokoro-v1", 5_000, { my_alias: "af_heart" }],
    );
    deepEqual([config.access, config.friends], [["ann", "bob"], ["bob"]]);
  });

  for (const [wrong, message] of [
    [{ engine: "espeak-ng", speed: 2 }, /does not know speed; it knows access, aliases/],
    [
      { engine: "openai", model: "x", url: "http://h/v1", api_key: "sk-1" },
      /does not know api_key/,
    ],
    [{ engine: "openai", model: "x", url: "ftp://h/" }, /http:\/\/ or https:\/\//],
    [{ engine: "wyoming", url: "http://h/" }, /tcp:\/\//],
    [{ engine: "openai", model: "x", url: "http://h/v1", preset: "kokorro" }, /kokoro/],
    [{ engine: "espeak-ng", slots: 0 }, /slots/],
    [{ engine: "espeak-ng", access: "everyone" }, /access/],
    [{ engine: "espeak-ng", friends: "bob" }, /friends/],
    [{ engine: "command", model: "x", command: "espeak-ng --stdin" }, /array/],
    [{ engine: "espeak-ng", model: "es\u001bpeak" }, /printable/],
    [{ engine: "espeak" }, /engine/],
    [{ model: "x" }, /engine/],
  ] as const) {
    test(`is refused with words that help: ${JSON.stringify(wrong)}`, () => {
      const result = serviceConfigSchema.safeParse(wrong);
      ok(!result.success);
      ok(message.test(JSON.stringify(result.error.issues)), result.error.message);
    });
  }
});

import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { speechTimeouts } from "../../../src/engines/begin-speech.ts";
import { openAiPresets } from "../../../src/engines/openai/presets/presets.ts";
import { sendsSoon } from "../../../src/engines/openai/speech-request.ts";
import type { OpenAiConfig } from "../../../src/engines/service-config.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";

test("a server whose first audio may be that of a paragraph is waited for as one that sends the whole", () => {
  const soon = openAiPresets.filter((preset) => sendsSoon(preset, configWith({})));
  deepEqual(soon.map(({ name }) => name).toSorted(), ["localai", "vllm-omni"]);
  deepEqual(speechTimeouts(configWith({}), true).firstByteMs, 30_000);
  deepEqual(speechTimeouts(configWith({}), false).firstByteMs, 180_000);
  const configured = configWith({ first_byte_timeout_ms: 5_000 });
  deepEqual(speechTimeouts(configured, false).firstByteMs, 5_000);
});

test("one that is not asked for a stream sends the whole", () => {
  const whole = configWith({ features: ["speed"] });
  deepEqual(
    openAiPresets.filter((preset) => sendsSoon(preset, whole)),
    [],
  );
});

function configWith(more: object): OpenAiConfig {
  const settings = { engine: "openai", model: "m", url: "http://127.0.0.1:1/v1", ...more };
  return serviceConfigSchema.parse(settings) as OpenAiConfig;
}

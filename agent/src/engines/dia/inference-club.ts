import { expectOk } from "../http/expect-ok.ts";
import { formOf } from "../http/form.ts";
import type { HttpReply } from "../http/http-client.ts";
import { pick } from "../pick.ts";
import type { ReferenceServer } from "../reference/with-reference.ts";
import { asScript, type DiaDialect, type DiaPreset } from "./dialect.ts";

/** inference-club/dia, port 8491: one multipart `POST /generate`; the recording only with its transcript. */
export const inferenceClub: DiaPreset = {
  name: "inference-club",
  title: "inference-club/dia",
  port: 8_491,
  recognition: { by: "path", path: "/cleanup" },
  dialect,
};

function dialect({ http }: ReferenceServer): DiaDialect {
  return {
    parameters: settings,
    voices: async () => ["S1", "S2"].map((name) => ({ name, languages: ["en"] })),
    async start(utterance, signal) {
      const { prompt, speed, parameters } = utterance;
      const fields = {
        text: asScript(utterance),
        audio_prompt_text: prompt?.transcript,
        speed_factor: speed,
        ...pick(parameters, settings),
      };
      const form = formOf(fields, { audio_prompt: prompt?.wav });
      const reply = await expectOk(await http.post("/generate", form, signal));
      return { body: reply.body, asked: { as: "file" }, facts: () => factsOf(reply) };
    },
  };
}

const settings: readonly string[] = [
  "max_new_tokens",
  "cfg_scale",
  "temperature",
  "top_p",
  "cfg_filter_top_k",
  "speed_factor",
  "seed",
];

/** The seed that it used, also where it chose one itself. */
function factsOf(reply: HttpReply): Record<string, number> {
  const seed = Number.parseInt(reply.header("x-seed") ?? "", 10);
  return Number.isSafeInteger(seed) ? { seed } : {};
}

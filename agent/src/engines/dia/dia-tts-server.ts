import type { Utterance } from "../engine.ts";
import { expectOk } from "../http/expect-ok.ts";
import type { HttpReply } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";
import { readPredefined, recognizedByRegistry } from "../openai/presets/dia-tts-server.ts";
import { pick } from "../pick.ts";
import { type ReferenceServer, withReference } from "../reference/with-reference.ts";
import { asScript, type DiaDialect, type DiaPreset } from "./dialect.ts";

/**
 * devnen/Dia-TTS-Server, port 8003, by its own `POST /tts`. A recording to clone has to be uploaded
 * first. The recordings that it ships with can be named on its OpenAI path alone.
 */
export const diaTtsServer: DiaPreset = {
  name: "dia-tts-server",
  title: "Dia-TTS-Server",
  port: 8_003,
  recognition: recognizedByRegistry,
  dialect,
};

function dialect(server: ReferenceServer): DiaDialect {
  const { http } = server;
  return {
    parameters: [...settings, "temperature", "max_new_tokens"],
    async voices(signal) {
      const reply = await expectOk(await http.get("/get_predefined_voices", signal));
      return readPredefined(await reply.text(engineLimits.listBytes));
    },
    async start(utterance, signal) {
      const reply = isFile(utterance)
        ? await http.post("/v1/audio/speech", predefinedRequest(utterance), signal)
        : await speakOwn(server, utterance, signal);
      return { body: (await expectOk(reply)).body, asked: { as: "file" } };
    },
  };
}

function isFile({ voice, prompt }: Utterance): boolean {
  return prompt === undefined && voice !== undefined && !ownModes.has(voice);
}

const ownModes = new Set(["S1", "S2", "dialogue"]);

function predefinedRequest({ text, voice, speed, parameters }: Utterance): object {
  const seed = pick(parameters, ["seed"]);
  return { input: text, voice, response_format: "wav", speed: speed ?? 1, ...seed };
}

async function speakOwn(
  server: ReferenceServer,
  utterance: Utterance,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { prompt } = utterance;
  const post = (cloning: object): Promise<HttpReply> =>
    server.http.post("/tts", ownRequest(utterance, cloning), signal);
  if (prompt === undefined) return await post({});
  const clone = { voice_mode: "clone", transcript: prompt.transcript };
  const speak = (name: string): Promise<HttpReply> =>
    post({ ...clone, clone_reference_filename: name });
  return await withReference(server, prompt.wav, speak, signal);
}

function ownRequest(utterance: Utterance, cloning: object): object {
  const { parameters, speed } = utterance;
  return {
    text: asScript(utterance),
    output_format: "wav",
    voice_mode: modeOf(utterance),
    ...cloning,
    ...(speed === undefined ? {} : { speed_factor: speed }),
    ...pick(parameters, settings),
    ...withinItsBounds(parameters),
  };
}

const settings = ["cfg_scale", "top_p", "cfg_filter_top_k", "speed_factor", "seed"] as const;

function modeOf({ voice, text }: Utterance): string {
  if (voice === "dialogue" || text.includes("[S2]")) return "dialogue";
  return voice === "S2" ? "single_s2" : "single_s1";
}

/** It refuses a temperature above 1.5, where Dia itself takes up to 2, and has another name for the length. */
function withinItsBounds(parameters: Utterance["parameters"]): Record<string, unknown> {
  const { temperature, max_new_tokens: tokens } = parameters;
  return {
    ...(typeof temperature === "number" ? { temperature: Math.min(temperature, 1.5) } : {}),
    ...(tokens === undefined ? {} : { max_tokens: tokens }),
  };
}

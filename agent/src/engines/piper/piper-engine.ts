import { beginSpeech, type Started, speechTimeouts } from "../begin-speech.ts";
import type { Engine, Utterance } from "../engine.ts";
import { expectOk } from "../http/expect-ok.ts";
import { anotherProgram, healthOf } from "../http/health-from.ts";
import { type HttpClient, httpClient } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";
import { asRecord, parseJson } from "../parse-json.ts";
import { presetOnce } from "../recognize/preset-once.ts";
import type { PiperConfig } from "../service-config.ts";
import { readPiperVoices, speakerOf } from "./piper-voices.ts";
import { piper1Gpl, piperPresets } from "./presets.ts";

/** Piper's HTTP servers. */
export function piperEngine(config: PiperConfig): Engine {
  const http = httpClient(config.url.replace(/\/+$/, ""));
  const presetOf = presetOnce(http, piperPresets, config.preset, piper1Gpl);

  const start = async (utterance: Utterance, signal: AbortSignal): Promise<Started> => {
    const { speechPath, takes } = await presetOf(signal);
    const body = takes === "text" ? utterance.text : jsonRequest(utterance);
    const reply = await http.post(speechPath, body, signal);
    return { body: (await expectOk(reply)).body, asked: { as: "file" } };
  };

  return {
    kind: "piper",
    async describe(signal) {
      if ((await presetOf(signal)).takes === "text") {
        return { voices: [], features: [], goesOnAfterCancel };
      }
      const reply = await expectOk(await http.get("/voices", signal));
      const voices = readPiperVoices(await reply.text(engineLimits.listBytes));
      return { voices, ...(await ownVoice(http, signal)), features: ["speed"], goesOnAfterCancel };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, false), (signal) => start(utterance, signal)),
    async health(signal) {
      const { isAlive } = await presetOf(signal);
      const reply = await http.get("/voices", signal);
      const answer = await reply.text(engineLimits.listBytes);
      if (isAlive(reply.status, answer)) return { state: "ready" };
      return healthOf(reply.status, answer, () => anotherProgram);
    },
  };
}

/** Piper generates all of a text before it looks at the connection again. */
const goesOnAfterCancel = true;

function jsonRequest({ text, voice, speed }: Utterance): object {
  return {
    text,
    ...speakerOf(voice),
    ...(speed === undefined ? {} : { length_scale: 1 / speed }),
  };
}

/** The voice that the server was started with, where it tells (since 1.7 or so, at `/info`). */
async function ownVoice(http: HttpClient, signal: AbortSignal): Promise<{ defaultVoice?: string }> {
  const reply = await http.get("/info", signal);
  const answer = await reply.text(engineLimits.listBytes);
  if (reply.status !== 200) return {};
  const { name } = asRecord(asRecord(parseJson(answer))["voice"]);
  return typeof name === "string" ? { defaultVoice: name } : {};
}

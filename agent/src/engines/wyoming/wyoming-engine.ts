import { Failure } from "@club/shared/wire/failures.ts";
import { beginSpeech, speechTimeouts } from "../begin-speech.ts";
import type { Engine, Utterance } from "../engine.ts";
import { speakerOf } from "../piper/piper-voices.ts";
import type { WyomingConfig } from "../service-config.ts";
import { audioFrom } from "./wyoming-audio.ts";
import { ask } from "./wyoming-connection.ts";
import { readInfo, serverVoice, type WyomingInfo } from "./wyoming-info.ts";

/** A speech server of the Wyoming protocol (Home Assistant's), TCP port 10200 by habit. */
export function wyomingEngine(config: WyomingConfig): Engine {
  const url = new URL(config.url);
  return {
    kind: "wyoming",
    async describe(signal) {
      const { voices, streams } = await wyomingInfo(url, signal);
      const standard = voices[0]?.name === serverVoice ? { defaultVoice: serverVoice } : {};
      return { voices, ...standard, features: streams ? ["streaming"] : [] };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, false), (signal) =>
        audioFrom(ask(url, "synthesize", requestFor(utterance), signal)),
      ),
    async health(signal) {
      await wyomingInfo(url, signal);
      return { state: "ready" };
    },
  };
}

function requestFor({ text, voice: wanted, language }: Utterance): object {
  const { voice: name, speaker } = speakerOf(wanted === serverVoice ? undefined : wanted);
  if (name !== undefined) return { text, voice: { name, ...(speaker && { speaker }) } };
  return { text, ...(language && { voice: { language } }) };
}

/** What the server says of itself. Throws NOT_READY when nobody listens there. */
export async function wyomingInfo(url: URL, signal: AbortSignal): Promise<WyomingInfo> {
  for await (const event of ask(url, "describe", {}, signal)) {
    if (event.type === "info") return readInfo(event.data);
  }
  throw new Failure("ENGINE_FAILED", "The Wyoming server does not describe itself.");
}

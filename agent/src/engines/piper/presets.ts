import { asRecord, parseJson } from "../parse-json.ts";
import type { Evidence, KnownServer } from "../recognize/known-server.ts";

/** All that is known of one of Piper's HTTP servers. All answer a whole WAV that they call HTML. */
export type PiperPreset = KnownServer & {
  readonly speechPath: string;
  /** JSON with a voice and a pace, or the bare text for the one voice that there is. */
  readonly takes: "json" | "text";
  /** Whether this answer to `GET /voices` is its own; a server without voices to list shows so that it lives. */
  readonly isAlive: (status: number, answer: string) => boolean;
};

const port = 5_000;

export const piper1Gpl: PiperPreset = {
  name: "piper1-gpl",
  title: "Piper",
  port,
  recognition: {
    by: "answers",
    to: ["/voices", "/"],
    is: (evidence) => listsPiperVoices(evidence) && !rootTakesPostAlone(evidence),
  },
  speechPath: "/synthesize",
  takes: "json",
  isAlive: isListOfVoices,
};

/** Before 1.5, where speech had no path of its own. */
const piper1Gpl14: PiperPreset = {
  name: "piper1-gpl-1.4",
  title: "Piper",
  port,
  recognition: {
    by: "answers",
    to: ["/voices", "/"],
    is: (evidence) => listsPiperVoices(evidence) && rootTakesPostAlone(evidence),
  },
  speechPath: "/",
  takes: "json",
  isAlive: isListOfVoices,
};

/** rhasspy's has a single path, and fails on it when there is no text to speak. */
const rhasspy: PiperPreset = {
  name: "rhasspy",
  title: "Piper",
  port,
  recognition: {
    by: "answers",
    to: ["/voices", "/"],
    is: (evidence) => evidence.get("/")?.status === 500 && evidence.get("/voices")?.status === 404,
  },
  speechPath: "/",
  takes: "text",
  isAlive: (status, answer) => status === 404 && answer.includes("Not Found"),
};

export const piperPresets: readonly PiperPreset[] = [piper1Gpl, piper1Gpl14, rhasspy];

function listsPiperVoices(evidence: Evidence): boolean {
  const { status, body } = evidence.get("/voices") ?? { status: 0, body: "" };
  return isListOfVoices(status, body);
}

function isListOfVoices(status: number, answer: string): boolean {
  if (status !== 200 || !answer.startsWith("{")) return false;
  const voices = Object.values(asRecord(parseJson(answer)));
  return voices.some((voice) => ["phoneme_id_map", "espeak"].some((key) => key in asRecord(voice)));
}

function rootTakesPostAlone(evidence: Evidence): boolean {
  return evidence.get("/")?.status === 405;
}

import { bodyOf, json } from "./replies.ts";
import { type Reply, type Route, type SpeechServer, startSpeechServer } from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { wholeWav } from "./wav-bytes.ts";

const html = { "content-type": "text/html; charset=utf-8" };

/** OHF-Voice/piper1-gpl from 1.5 on (src/piper/http_server.py): `POST /synthesize`, a page at the root. */
export function startPiper(): Promise<SpeechServer> {
  return start(
    { "POST /synthesize": (request) => wav(String(bodyOf(request)["text"])) },
    {
      "GET /": () => ({ headers: html, body: "<!DOCTYPE html><title>Piper</title>" }),
      "GET /info": () => json({ voice: { name: "en_US-lessac-medium" }, last: null }),
      "GET /voices": () => json(voices),
    },
  );
}

/** OHF-Voice/piper1-gpl before 1.5: the same at the root, which takes nothing but POST. */
export function startPiper14(): Promise<SpeechServer> {
  return start(
    { "POST /": (request) => wav(String(bodyOf(request)["text"])) },
    {
      "GET /": () => ({
        status: 405,
        headers: html,
        body: "<title>405 Method Not Allowed</title>",
      }),
      "GET /voices": () => json(voices),
    },
  );
}

/** rhasspy/piper (src/python_run/piper/http_server.py): bare text to the root; without text it fails. */
export function startRhasspyPiper(): Promise<SpeechServer> {
  return start(
    { "POST /": (request) => wav(request.body.toString("utf8")) },
    { "GET /": () => internalError },
  );
}

function start(speech: Record<string, Route>, other: Record<string, Route>): Promise<SpeechServer> {
  return startSpeechServer({
    speech,
    other,
    missing: () => ({
      status: 404,
      headers: html,
      body: "<!doctype html><title>404 Not Found</title>",
    }),
    failure: (status) => ({ ...internalError, status }),
  });
}

const internalError: Reply = {
  status: 500,
  headers: html,
  body: "<!doctype html><title>500 Internal Server Error</title><h1>Internal Server Error</h1>",
};

/** Flask calls the WAV what it calls everything. */
function wav(text: string): Reply {
  return { headers: html, body: wholeWav(22_050, toneOf(text)) };
}

const voices = {
  "en_US-lessac-medium": {
    audio: { sample_rate: 22_050 },
    espeak: { voice: "en-us" },
    language: { code: "en_US" },
    num_speakers: 1,
    speaker_id_map: {},
    phoneme_id_map: {},
  },
  "en_GB-vctk-medium": {
    audio: { sample_rate: 22_050 },
    espeak: { voice: "en-gb-x-rp" },
    num_speakers: 2,
    speaker_id_map: { p239: 0, p236: 1 },
    phoneme_id_map: {},
  },
};

import { fieldsOf, partsOf } from "./multipart.ts";
import { json, openApi } from "./replies.ts";
import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces, wholeWav } from "./wav-bytes.ts";

export type InferenceClubDia = SpeechServer & { modelLoaded: boolean };

/** inference-club/dia (server.py): one multipart form; a recording only with its transcript. */
export async function startInferenceClubDia(): Promise<InferenceClubDia> {
  const server = await startSpeechServer({
    speech: { "POST /generate": generate },
    other: {
      "GET /openapi.json": () =>
        openApi("Dia FastAPI Server", ["/health", "/", "/generate", "/cleanup"]),
      "GET /health": () =>
        json({
          status: "ok",
          device: "cuda",
          model_loaded: self.modelLoaded,
          cuda_available: true,
          cuda_mem: null,
        }),
    },
    missing: () => json({ detail: "Not Found" }, 404),
    failure: (status) => json({ detail: "Inference failed: CUDA out of memory" }, status),
  });
  const self = Object.assign(server, { modelLoaded: true });
  return self;
}

function generate(request: SeenRequest): Reply {
  const { text = "", audio_prompt_text: transcript, seed = "-1" } = fieldsOf(request);
  const hasPrompt = partsOf(request).some((part) => part.name === "audio_prompt");
  if (hasPrompt && !transcript?.trim()) {
    return json({ detail: "audio_prompt_text is required when audio_prompt is provided" }, 400);
  }
  const pcm = toneOf(text);
  return {
    headers: {
      "content-type": "audio/wav",
      "x-seed": seed === "-1" ? "1234567" : seed,
      "x-sample-rate": "44100",
      "x-duration-seconds": (pcm.byteLength / 88_200).toFixed(3),
    },
    body: pieces(wholeWav(44_100, pcm), 65_536),
  };
}

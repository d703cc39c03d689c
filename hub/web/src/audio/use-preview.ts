import { useEffect, useState } from "preact/hooks";
import type { ApiError } from "../api/client.ts";
import { useSpeech } from "./use-speech.ts";

export type Preview = {
  /** The voice that is being heard. */
  readonly heard: string | undefined;
  readonly error: ApiError | undefined;
  /** Lets a voice say a few words, or stops it. */
  readonly toggle: (voice: string) => void;
  readonly stop: () => void;
};

/** A few words of a voice before it is chosen; a request like any other. */
export function usePreview(model: string): Preview {
  const { state, playback, speak, cancel } = useSpeech();
  const [voice, setVoice] = useState<string>();
  const stop = (): void => {
    if (voice === undefined) return;
    setVoice(undefined);
    cancel();
  };
  useEffect(() => {
    const { audio } = playback;
    const end = (): void => setVoice(undefined);
    // Live audio ends by being changed for its recording, which is not played.
    audio.addEventListener("loadstart", end);
    return () => audio.removeEventListener("loadstart", end);
  }, [playback]);
  return {
    heard: voice,
    error: state.at === "failed" ? state.error : undefined,
    stop,
    toggle: (wanted) => {
      if (voice === wanted) return stop();
      setVoice(wanted);
      const input = `Hello, this is ${wanted.replaceAll(/[_-]+/g, " ")}.`;
      const body = { model, voice: wanted, input, response_format: "wav" };
      speak({ route: "/v1/audio/speech", body, page: "", model, text: input });
    },
  };
}

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ApiError } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Peaks } from "./peaks.ts";
import { Playback } from "./playback.ts";
import { speakLive } from "./speak-live.ts";

/** What has been heard of so far. */
export type Heard = {
  readonly peaks: readonly number[];
  readonly seconds: number;
  /** From the click to the first sound. */
  readonly firstAudioMs: number | undefined;
};

export type SpeechState =
  | { readonly at: "idle" }
  | { readonly at: "waiting" }
  | { readonly at: "speaking"; readonly heard: Heard }
  | { readonly at: "done"; readonly heard: Heard; readonly id: string; readonly totalMs: number }
  | { readonly at: "failed"; readonly error: ApiError; readonly heard: Heard | undefined }
  | { readonly at: "cancelled"; readonly heard: Heard | undefined };

export type Speech = {
  readonly state: SpeechState;
  readonly playback: Playback;
  readonly speak: (path: string, body: unknown) => void;
  readonly cancel: () => void;
};

/** Speech that is asked for, heard and shown; it stops when the page that shows it is left. */
export function useSpeech(): Speech {
  const [state, setState] = useState<SpeechState>({ at: "idle" });
  const [playback] = useState(() => new Playback(new Audio()));
  const running = useRef<AbortController>(undefined);

  const cancel = useCallback(() => {
    running.current?.abort();
    playback.stop();
    setState((before) => ({ at: "cancelled", heard: heardOf(before) }));
  }, [playback]);

  const speak = useCallback(
    (path: string, body: unknown) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      void run(playback, path, body, controller.signal, setState);
    },
    [playback],
  );

  useEffect(
    () => () => {
      running.current?.abort();
      playback.stop();
    },
    [playback],
  );
  return { state, playback, speak, cancel };
}

/** What of a state can be drawn. */
export function heardOf(state: SpeechState): Heard | undefined {
  return "heard" in state ? state.heard : undefined;
}

async function run(
  playback: Playback,
  path: string,
  body: unknown,
  signal: AbortSignal,
  setState: (state: SpeechState) => void,
): Promise<void> {
  const startedMs = performance.now();
  const peaks = new Peaks();
  let firstAudioMs: number | undefined;
  const heard = (): Heard => ({ peaks: peaks.values, seconds: peaks.seconds, firstAudioMs });
  const output = playback.live();
  setState({ at: "waiting" });
  const onAudio = everyFrame(signal, () => setState({ at: "speaking", heard: heard() }));
  try {
    const id = await speakLive({
      path,
      body,
      output,
      peaks,
      signal,
      onAudio: () => {
        firstAudioMs ??= performance.now() - startedMs;
        onAudio.due();
      },
    });
    onAudio.stop();
    const url = `/v1/history/${encodeURIComponent(id)}/audio`;
    playback.completed(url);
    setState({ at: "done", heard: heard(), id, totalMs: performance.now() - startedMs });
  } catch (thrown) {
    onAudio.stop();
    if (signal.aborted) return;
    setState({
      at: "failed",
      error: asApiError(thrown),
      heard: peaks.seconds > 0 ? heard() : undefined,
    });
  }
}

/** Draws once for all that arrives between two frames of the screen. */
function everyFrame(
  signal: AbortSignal,
  draw: () => void,
): { readonly due: () => void; readonly stop: () => void } {
  let frame: number | undefined;
  const stop = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const due = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (!signal.aborted) draw();
    });
  };
  return { due, stop };
}

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ApiError } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { everyFrame } from "./every-frame.ts";
import { Peaks } from "./peaks.ts";
import { Playback } from "./playback.ts";
import { speakLive } from "./speak-live.ts";

/** A request for speech: what is asked of the hub, and how the page names it. */
export type SpeechCall = {
  /** The hub's route, and its body. */
  readonly route: string;
  readonly body: unknown;
  /** The page that asks, e.g. `/dialogue`. */
  readonly page: string;
  /** Who is asked to speak. */
  readonly model: string;
  readonly text: string;
};

/** The audio so far. */
export type Heard = {
  readonly peaks: readonly number[];
  readonly seconds: number;
  /** From the click to the first sound. */
  readonly firstAudioMs: number | undefined;
};

/** `id` is that of the history entry; there is one as soon as there is audio. */
export type SpeechState =
  | { readonly at: "idle" }
  | { readonly at: "waiting"; readonly sinceMs: number }
  | { readonly at: "speaking"; readonly heard: Heard; readonly id: string }
  | { readonly at: "done"; readonly heard: Heard; readonly id: string; readonly totalMs: number }
  | { readonly at: "failed"; readonly error: ApiError; readonly part: Part | undefined }
  | { readonly at: "cancelled"; readonly part: Part | undefined };

/** What was spoken before it ended too early. */
export type Part = { readonly heard: Heard; readonly id: string };

export type Speech = {
  readonly state: SpeechState;
  /** What was asked for last; undefined: nothing yet. */
  readonly call: SpeechCall | undefined;
  readonly playback: Playback;
  readonly speak: (call: SpeechCall) => void;
  readonly cancel: () => void;
  /** Stops it and forgets it. */
  readonly dismiss: () => void;
};

/** Speech that is asked for, heard and shown, one request at a time. It ends with the component. */
export function useSpeech(): Speech {
  const [state, setState] = useState<SpeechState>({ at: "idle" });
  const [call, setCall] = useState<SpeechCall>();
  const [playback] = useState(() => new Playback(new Audio()));
  const running = useRef<AbortController>(undefined);
  const stateNow = useRef(state);
  stateNow.current = state;

  const speak = useCallback(
    (wanted: SpeechCall) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setCall(wanted);
      void run(playback, wanted, controller.signal, setState);
    },
    [playback],
  );
  const cancel = useCallback(() => {
    running.current?.abort();
    const part = partOf(stateNow.current);
    if (part === undefined) playback.stop();
    else playback.open(audioUrl(part.id));
    setState({ at: "cancelled", part });
  }, [playback]);
  const dismiss = useCallback(() => {
    running.current?.abort();
    playback.stop();
    setState({ at: "idle" });
    setCall(undefined);
  }, [playback]);
  useEffect(() => dismiss, [dismiss]);
  return { state, call, playback, speak, cancel, dismiss };
}

/** Whether speech that was asked for may still be cancelled. */
export function isRunning({ state }: Speech): boolean {
  return state.at === "waiting" || state.at === "speaking";
}

/** What can be drawn and heard of a request. */
export function partOf(state: SpeechState): Part | undefined {
  if ("part" in state) return state.part;
  return "heard" in state ? state : undefined;
}

/** Where the hub keeps a request's audio. */
export function audioUrl(id: string): string {
  return `/v1/history/${encodeURIComponent(id)}/audio`;
}

async function run(
  playback: Playback,
  { route: path, body }: SpeechCall,
  signal: AbortSignal,
  setState: (state: SpeechState) => void,
): Promise<void> {
  const startedMs = performance.now();
  const peaks = new Peaks();
  let id = "";
  let firstAudioMs: number | undefined;
  const heard = (): Heard => ({ peaks: peaks.values, seconds: peaks.seconds, firstAudioMs });
  const output = playback.live();
  setState({ at: "waiting", sinceMs: startedMs });
  const drawing = everyFrame(signal, () => setState({ at: "speaking", heard: heard(), id }));
  const onBegin = (begun: string): void => {
    id = begun;
  };
  const onAudio = (): void => {
    firstAudioMs ??= performance.now() - startedMs;
    drawing.due();
  };
  try {
    await speakLive({ path, body, output, peaks, signal, onBegin, onAudio });
    drawing.stop();
    playback.completed(audioUrl(id));
    setState({ at: "done", heard: heard(), id, totalMs: performance.now() - startedMs });
  } catch (thrown) {
    drawing.stop();
    if (signal.aborted) return;
    const part = peaks.seconds > 0 ? { heard: heard(), id } : undefined;
    if (part === undefined) playback.stop();
    else playback.brokeOff(audioUrl(id));
    setState({ at: "failed", error: asApiError(thrown), part });
  }
}

import { useRef, useState } from "preact/hooks";
import { type ApiError, askRaw } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Icon } from "./icon.tsx";

type ClipButtonProps = {
  readonly url: string;
  readonly name: string;
  /** What it does, e.g. `Preview`. */
  readonly action?: string;
  /** The id of what tells more of the recording. */
  readonly describedBy?: string;
  /** It could not be played, and why. */
  readonly onFailed?: (error: ApiError) => void;
};

type State = "idle" | "loading" | "playing";

/** Plays a short recording from its start, or stops it. */
export function ClipButton({ url, name, action = "Play", describedBy, onFailed }: ClipButtonProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState<State>("idle");
  const fail = (): void => {
    setState("idle");
    // The element does not tell why, the hub does.
    askRaw("GET", url).then(
      (response) => response.body?.cancel(),
      (thrown: unknown) => onFailed?.(asApiError(thrown)),
    );
  };
  const toggle = (): void => {
    const { current } = audio;
    if (current === null) return;
    if (state !== "idle") {
      current.pause();
      current.currentTime = 0;
      return;
    }
    if (current.error !== null) current.load();
    // Rejected when it is stopped, too; what fails is told by `error`.
    current.play().catch(() => setState("idle"));
  };
  return (
    <button
      type="button"
      class={`round play ${state}`}
      aria-label={`${state === "idle" ? action : "Stop"} ${name}`.trim()}
      aria-describedby={describedBy}
      onClick={toggle}
    >
      <Icon name={state === "idle" ? "play" : "stop"} />
      <audio
        ref={audio}
        preload="none"
        src={url}
        onPlay={() => setState("loading")}
        onPlaying={() => setState("playing")}
        onPause={() => setState("idle")}
        onEnded={() => setState("idle")}
        onError={fail}
      />
    </button>
  );
}

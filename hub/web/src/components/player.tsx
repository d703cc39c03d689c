import { useEffect, useState } from "preact/hooks";
import type { Playback } from "../audio/playback.ts";
import { clock } from "../text/format.ts";
import { Icon } from "./icon.tsx";
import { Waveform } from "./waveform.tsx";

type PlayerProps = {
  readonly playback: Playback;
  readonly peaks: readonly number[];
  /** How much there is so far. */
  readonly seconds: number;
  /** Whether more is coming. */
  readonly isGrowing: boolean;
  /** What is played, for those who do not see it. */
  readonly label: string;
  /** Where another provider went on, in seconds. */
  readonly takeovers?: readonly number[];
  /** Of the waveform, in pixels. */
  readonly height?: number;
};

/** Play, pause, and where in the audio that is. */
export function Player(props: PlayerProps) {
  const { playback, peaks, seconds, isGrowing, label, takeovers = [], height = 72 } = props;
  const { position, isPlaying } = usePlayback(playback);
  const known = seconds > 0 ? seconds : finite(playback.audio.duration);
  return (
    <div class="player" role="group" aria-label={label}>
      <button
        type="button"
        class="play"
        aria-label={isPlaying ? "Pause" : "Play"}
        onClick={() => void playback.toggle().catch(() => undefined)}
      >
        <Icon name={isPlaying ? "pause" : "play"} />
      </button>
      <div class={isGrowing ? "track growing" : "track"}>
        <Waveform
          peaks={peaks}
          seconds={known}
          position={Math.min(position, known)}
          height={height}
        />
        {takeovers.map((at) => (
          <span
            key={at}
            class="takeover"
            style={{ left: `${known > 0 ? Math.min(100, (at / known) * 100) : 0}%` }}
            title={`Another provider took over at ${clock(at)}.`}
          />
        ))}
        <input
          type="range"
          class="seek"
          aria-label="Position"
          aria-valuetext={`${clock(position)} of ${clock(known)}`}
          min={0}
          max={known}
          step={0.01}
          value={position}
          disabled={!playback.canSeek}
          onInput={(event) => playback.seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="times">
        <span class="now">{clock(position)}</span>
        <span class="whole">{clock(known)}</span>
      </span>
    </div>
  );
}

/** Where a playback is, looked at as often as the screen is drawn while it plays. */
function usePlayback(playback: Playback): {
  readonly position: number;
  readonly isPlaying: boolean;
} {
  const [state, setState] = useState({ position: 0, isPlaying: false });
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      const { position, isPlaying } = playback;
      setState((before) =>
        before.position === position && before.isPlaying === isPlaying
          ? before
          : { position, isPlaying },
      );
      frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [playback]);
  return state;
}

function finite(seconds: number): number {
  return Number.isFinite(seconds) ? seconds : 0;
}

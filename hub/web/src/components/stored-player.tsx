import { useEffect, useState } from "preact/hooks";
import { askRaw } from "../api/client.ts";
import { type Peaks, peaksOf } from "../audio/peaks.ts";
import { Playback } from "../audio/playback.ts";
import { AudioHome } from "./audio-home.tsx";
import { Player } from "./player.tsx";

type StoredPlayerProps = {
  readonly url: string;
  readonly seconds: number;
  /** Where another provider went on, in seconds. */
  readonly takeovers?: readonly number[];
};

/** Plays a recording of the hub's. */
export function StoredPlayer({ url, seconds, takeovers = [] }: StoredPlayerProps) {
  const [playback] = useState(() => new Playback(new Audio()));
  const [peaks, setPeaks] = useState<Peaks>();
  useEffect(() => {
    const controller = new AbortController();
    playback.open(url);
    askRaw("GET", url, { signal: controller.signal })
      .then((response) => response.arrayBuffer())
      .then(peaksOf)
      .then(
        (found) => controller.signal.aborted || setPeaks(found),
        // It can be heard without being seen; why not, the audio element says.
        () => undefined,
      );
    return () => {
      controller.abort();
      playback.stop();
    };
  }, [url, playback]);
  return (
    <>
      <AudioHome audio={playback.audio} />
      <Player
        playback={playback}
        peaks={peaks?.values ?? flat}
        seconds={peaks?.seconds ?? seconds}
        isGrowing={false}
        label="Recording"
        takeovers={takeovers}
      />
    </>
  );
}

const flat: readonly number[] = [0, 0];

import { useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Plays a short recording from its start, or stops it. */
export function ClipButton({ url, name }: { readonly url: string; readonly name: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const toggle = (): void => {
    const { current } = audio;
    if (current === null) return;
    if (isPlaying) {
      current.pause();
      current.currentTime = 0;
    } else current.play().catch(() => setPlaying(false));
  };
  return (
    <button
      type="button"
      class="round play"
      aria-label={isPlaying ? `Stop ${name}` : `Play ${name}`}
      onClick={toggle}
    >
      <Icon name={isPlaying ? "stop" : "play"} />
      <audio
        ref={audio}
        preload="none"
        src={url}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
    </button>
  );
}

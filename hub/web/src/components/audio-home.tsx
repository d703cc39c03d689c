import { useEffect, useRef } from "preact/hooks";

/**
 * Keeps an audio element in the document, out of sight: one that leaves it is paused, so it may not
 * come and go with what is drawn of it.
 */
export function AudioHome({ audio }: { readonly audio: HTMLAudioElement }) {
  const home = useRef<HTMLDivElement>(null);
  useEffect(() => home.current?.append(audio), [audio]);
  return <div ref={home} hidden />;
}

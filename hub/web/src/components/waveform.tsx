import { useEffect, useRef } from "preact/hooks";
import WaveSurfer from "wavesurfer.js";

type WaveformProps = {
  readonly peaks: readonly number[];
  readonly seconds: number;
  /** How far it has been heard, in seconds. */
  readonly position: number;
  /** In pixels. */
  readonly height: number;
};

/** The outline of audio, as far as it is here. Only a picture: what it says is said elsewhere, too. */
export function Waveform({ peaks, seconds, position, height }: WaveformProps) {
  const container = useRef<HTMLDivElement>(null);
  const surfer = useRef<WaveSurfer>(undefined);

  useEffect(() => {
    if (container.current === null) return undefined;
    const created = WaveSurfer.create({
      container: container.current,
      ...colors(container.current),
      height,
      barWidth: 3,
      barGap: 2,
      barRadius: 2,
      barMinHeight: 2,
      cursorWidth: 0,
      interact: false,
      hideScrollbar: true,
      normalize: true,
      cspNonce: nonce(),
    });
    surfer.current = created;
    const recolor = (): void => {
      if (container.current !== null) created.setOptions(colors(container.current));
    };
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", recolor);
    window.addEventListener("themechange", recolor);
    return () => {
      dark.removeEventListener("change", recolor);
      window.removeEventListener("themechange", recolor);
      created.destroy();
    };
  }, [height]);

  const now = useRef(position);
  now.current = position;
  useEffect(() => {
    if (seconds === 0 || peaks.length === 0) return;
    // Without an address it only draws. What a later outline overtakes is rejected.
    surfer.current?.load("", [[...peaks]], seconds).then(
      () => surfer.current?.setTime(now.current),
      () => undefined,
    );
  }, [peaks, seconds]);
  useEffect(() => {
    surfer.current?.setTime(position);
  }, [position]);
  return (
    <div class="waveform" style={{ height: `${height}px` }} ref={container} aria-hidden="true" />
  );
}

function colors(element: HTMLElement): { waveColor: string; progressColor: string } {
  const style = getComputedStyle(element);
  return {
    waveColor: style.getPropertyValue("border-top-color"),
    progressColor: style.getPropertyValue("color"),
  };
}

/** What the hub's policy lets the waveform's own styles in with. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

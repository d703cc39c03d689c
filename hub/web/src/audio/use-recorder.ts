import { useEffect, useRef, useState } from "preact/hooks";
import { watchLevel } from "./watch-level.ts";

export type Recorder =
  | { readonly at: "idle" }
  | { readonly at: "asking" }
  /** `level`: how loud it is now, 0 to 1. `isSilent`: nothing has been heard since it began. */
  | {
      readonly at: "recording";
      readonly sinceMs: number;
      readonly level: number;
      readonly isSilent: boolean;
    }
  | { readonly at: "refused"; readonly why: string };

export type UseRecorder = {
  readonly recorder: Recorder;
  readonly start: () => void;
  readonly stop: () => void;
};

/** Records from the microphone until it is stopped, or its time is up. */
export function useRecorder(onRecorded: (audio: Blob) => void): UseRecorder {
  const [recorder, setRecorder] = useState<Recorder>({ at: "idle" });
  const running = useRef<MediaRecorder>(undefined);
  const isLeft = useRef(false);
  useEffect(
    () => () => {
      isLeft.current = true;
      end(running.current);
    },
    [],
  );
  const record = (stream: MediaStream): void => {
    if (isLeft.current) return release(stream);
    const parts: Blob[] = [];
    const media = new MediaRecorder(stream);
    const stopWatching = watchLevel(stream, (level) =>
      setRecorder((before) => withLevel(before, level)),
    );
    media.addEventListener("dataavailable", ({ data }) => parts.push(data));
    media.addEventListener("stop", () => {
      stopWatching();
      release(stream);
      if (isLeft.current) return;
      setRecorder({ at: "idle" });
      onRecorded(new Blob(parts, { type: media.mimeType }));
    });
    running.current = media;
    media.start();
    setTimeout(() => end(media), maxRecordingMs);
    setRecorder({ at: "recording", sinceMs: performance.now(), level: 0, isSilent: true });
  };
  const start = (): void => {
    // Browsers hide the microphone from pages that come over plain HTTP from another machine.
    if (!("mediaDevices" in navigator)) return setRecorder({ at: "refused", why: insecure });
    setRecorder({ at: "asking" });
    navigator.mediaDevices
      .getUserMedia({ audio: { noiseSuppression: false } })
      .then(record, () => setRecorder({ at: "refused", why: refused }));
  };
  return { recorder, start, stop: () => end(running.current) };
}

function withLevel(recorder: Recorder, level: number): Recorder {
  if (recorder.at !== "recording") return recorder;
  return { ...recorder, level, isSilent: recorder.isSilent && level < silentLevel };
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function end(media: MediaRecorder | undefined): void {
  if (media !== undefined && media.state !== "inactive") media.stop();
}

/** A sample of ten seconds is enough; more than a minute helps no engine. */
const maxRecordingMs = 60_000;

/** Some −46 dBFS: less than this is a room, not a speaker. */
const silentLevel = 0.005;

const insecure =
  "This browser records only over HTTPS, or on the hub’s own machine. Upload a file instead.";
const refused =
  "The browser has no microphone, or may not use it. Allow it for this page, or upload a file instead.";

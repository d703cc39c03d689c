import { useEffect, useRef, useState } from "preact/hooks";

export type Recorder =
  | { readonly at: "idle" }
  | { readonly at: "asking" }
  | { readonly at: "recording"; readonly sinceMs: number }
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
    const parts: Blob[] = [];
    const media = new MediaRecorder(stream);
    media.addEventListener("dataavailable", ({ data }) => parts.push(data));
    media.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      if (isLeft.current) return;
      setRecorder({ at: "idle" });
      onRecorded(new Blob(parts, { type: media.mimeType }));
    });
    running.current = media;
    media.start();
    setTimeout(() => end(media), maxRecordingMs);
    setRecorder({ at: "recording", sinceMs: performance.now() });
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

function end(media: MediaRecorder | undefined): void {
  if (media !== undefined && media.state !== "inactive") media.stop();
}

/** A sample of ten seconds is enough; more than a minute helps no engine. */
const maxRecordingMs = 60_000;

const insecure =
  "This browser records only over HTTPS, or on the hub’s own machine. Upload a file instead.";
const refused =
  "The microphone is not allowed or not there. Allow it for this page, or upload a file instead.";

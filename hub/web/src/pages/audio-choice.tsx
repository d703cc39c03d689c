import { useEffect, useState } from "preact/hooks";
import { useElapsed } from "../audio/use-elapsed.ts";
import { type Recorder, useRecorder } from "../audio/use-recorder.ts";
import { Icon } from "../components/icon.tsx";
import { Note } from "../components/note.tsx";
import { clock } from "../text/format.ts";
import { readings } from "./readings.ts";

type AudioChoiceProps = {
  readonly audio: Blob | undefined;
  /** `read`: the sentence that was offered while it was recorded. */
  readonly onChange: (audio: Blob | undefined, read?: string) => void;
  readonly onRecording: (isRecording: boolean) => void;
};

/** Records a voice that reads a sentence, or takes a file. */
export function AudioChoice({ audio, onChange, onRecording }: AudioChoiceProps) {
  const [reading, setReading] = useState(0);
  const sentence = readings[reading % readings.length] ?? "";
  const { recorder, start, stop } = useRecorder((recorded) => onChange(recorded, sentence));
  const url = useObjectUrl(audio);
  const isRecording = recorder.at === "recording";
  useEffect(() => onRecording(isRecording), [isRecording]);
  return (
    <div class="audio-choice">
      {(audio === undefined || isRecording) && (
        <div class="reading">
          <p>{sentence}</p>
          {!isRecording && (
            <button type="button" class="quiet" onClick={() => setReading(reading + 1)}>
              <Icon name="again" />
              Another sentence
            </button>
          )}
        </div>
      )}
      <div class="form-actions">
        <button
          type="button"
          class={isRecording ? "danger" : ""}
          disabled={recorder.at === "asking"}
          onClick={isRecording ? stop : start}
        >
          <Icon name={isRecording ? "stop" : "record"} />
          {isRecording ? "Stop" : audio === undefined ? "Record" : "Record again"}
        </button>
        {isRecording ? <Meters recorder={recorder} /> : <FileButton onChange={onChange} />}
      </div>
      {recorder.at === "refused" && (
        <Note kind="warn" isNew>
          {recorder.why}
        </Note>
      )}
      {url !== undefined && !isRecording && (
        <audio controls src={url} aria-label="The voice that you add" />
      )}
      {audio === undefined && !isRecording && (
        <p class="hint">
          Read the sentence aloud, or upload about ten seconds of one speaker without music.
        </p>
      )}
    </div>
  );
}

function FileButton({ onChange }: Pick<AudioChoiceProps, "onChange">) {
  return (
    <label class="button file">
      <Icon name="upload" />
      Upload a file
      <input
        type="file"
        accept="audio/*"
        onChange={(event) => onChange(event.currentTarget.files?.[0])}
      />
    </label>
  );
}

/** How long it has been recording, and how loud it is. */
function Meters({ recorder }: { readonly recorder: Recorder & { readonly at: "recording" } }) {
  const elapsedMs = useElapsed(recorder.sinceMs, 100);
  // The ear hears ratios: 0 to 1 of the meter are −46 to 0 dB.
  const shown = Math.max(0, 1 + Math.log10(Math.max(recorder.level, 1e-6)) / 2.3);
  return (
    <>
      <span class="elapsed num" role="timer">
        {clock(elapsedMs / 1000)}
      </span>
      <meter aria-label="Recording level" min={0} max={1} value={shown} />
      {recorder.isSilent && elapsedMs > silenceMs && (
        <span class="hint" role="status">
          No sound yet. Is this the right microphone?
        </span>
      )}
    </>
  );
}

/** Nobody waits longer before they begin to read. */
const silenceMs = 2_500;

function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    setUrl(undefined);
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

import { useState } from "preact/hooks";
import { Dialog } from "../components/dialog.tsx";
import { defaultWords, voiceWords } from "../text/voice-words.ts";
import { VoiceList, type VoiceListProps } from "./voice-list.tsx";

/** The voice that speaks, out of a list that can be searched and listened to. */
export function VoicePicker(props: VoiceListProps) {
  const { voices, value, onChange, onCompare } = props;
  const [isOpen, setOpen] = useState(false);
  const chosen = voices.find((voice) => voice.id === value);
  const words = chosen === undefined ? "" : voiceWords(chosen);
  return (
    <>
      <div class="field">
        <span id="voice-label">Voice</span>
        <button
          type="button"
          class="select"
          aria-haspopup="dialog"
          aria-labelledby="voice-label voice-value"
          onClick={() => setOpen(true)}
        >
          <span id="voice-value">{chosen?.name ?? value ?? defaultWords(voices)}</span>
          {words !== "" && <span class="tag">{words}</span>}
        </button>
      </div>
      {isOpen && (
        <Dialog title="Choose a voice" isWide onClose={() => setOpen(false)}>
          <VoiceList
            {...props}
            onChange={(voice) => {
              onChange(voice);
              setOpen(false);
            }}
            onCompare={(compared) => {
              onCompare(compared);
              setOpen(false);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

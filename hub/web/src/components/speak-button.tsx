import type { Speech } from "../audio/use-speech.ts";
import { Icon } from "./icon.tsx";

type SpeakButtonProps = {
  readonly speech: Speech;
  readonly icon: "speak" | "dialogue";
  readonly canSpeak: boolean;
};

/** Whether speech that was asked for may still be cancelled. */
export function isRunning({ state }: Speech): boolean {
  return state.at === "waiting" || state.at === "speaking";
}

/** Submits the form around it; while that is being spoken, cancels it. */
export function SpeakButton({ speech, icon, canSpeak }: SpeakButtonProps) {
  // With keys: a button that changed under the click would go on and submit.
  return isRunning(speech) ? (
    <button key="cancel" type="button" class="primary" onClick={speech.cancel}>
      <Icon name="stop" />
      Cancel
    </button>
  ) : (
    <button key="speak" type="submit" class="primary" disabled={!canSpeak}>
      <Icon name={icon} />
      Speak
    </button>
  );
}

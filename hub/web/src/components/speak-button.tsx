import { isRunning, type Speech } from "../audio/use-speech.ts";
import { Icon } from "./icon.tsx";

type SpeakButtonProps = {
  readonly speech: Speech;
  /** The page whose form this is. */
  readonly page: string;
  readonly icon: "speak" | "dialogue";
  readonly canSpeak: boolean;
};

/** Submits the form around it; while that is being spoken, cancels it. */
export function SpeakButton({ speech, page, icon, canSpeak }: SpeakButtonProps) {
  // With keys: a button that changed under the click would go on and submit.
  return isRunning(speech) && speech.call?.page === page ? (
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

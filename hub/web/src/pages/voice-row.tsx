import type { Voice } from "../api/bodies.ts";
import type { ApiError } from "../api/client.ts";
import { ClipButton } from "../components/clip-button.tsx";
import { Icon } from "../components/icon.tsx";
import { voiceWords } from "../text/voice-words.ts";

type VoiceRowProps = {
  readonly voice: Voice;
  readonly isChosen: boolean;
  readonly isFavourite: boolean;
  readonly isCompared: boolean;
  /** Whether one more may be compared. */
  readonly canCompare: boolean;
  readonly onChoose: () => void;
  readonly onFavourite: () => void;
  readonly onCompare: () => void;
  readonly onFailed: (error: ApiError) => void;
};

/** One voice to choose, to hear, to mark and to compare. */
export function VoiceRow(props: VoiceRowProps) {
  const { voice, isChosen, isFavourite, isCompared, canCompare } = props;
  const { id, name, preview } = voice;
  const words = voiceWords(voice);
  return (
    <li>
      <ClipButton url={preview} name={name} action="Preview" onFailed={props.onFailed} />
      <button type="button" class="voice" aria-pressed={isChosen} onClick={props.onChoose}>
        <span>
          {name} {name !== id && <small>{id}</small>}
        </span>
        {words !== "" && <span class="tag">{words}</span>}
      </button>
      <button
        type="button"
        class={isFavourite ? "quiet round marked" : "quiet round"}
        aria-pressed={isFavourite}
        aria-label={`Favourite: ${name}`}
        title="Favourite"
        onClick={props.onFavourite}
      >
        <Icon name="star" />
      </button>
      <button
        type="button"
        class={isCompared ? "quiet round marked" : "quiet round"}
        aria-pressed={isCompared}
        aria-label={`Compare ${name}`}
        title="Compare"
        disabled={!isCompared && !canCompare}
        onClick={props.onCompare}
      >
        <Icon name="compare" />
      </button>
    </li>
  );
}

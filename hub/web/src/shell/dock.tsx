import { partOf, type Speech } from "../audio/use-speech.ts";
import { isRunning } from "../audio/use-speech.ts";
import { Icon } from "../components/icon.tsx";
import { Player } from "../components/player.tsx";
import { Link } from "./router.tsx";

/** The player of speech whose page was left. */
export function Dock({ speech, name }: { readonly speech: Speech; readonly name: string }) {
  const { state, call, playback } = speech;
  const part = partOf(state);
  if (call === undefined || state.at === "idle") return null;
  return (
    <section class="dock" aria-label="Now playing">
      <div class="dock-head">
        <p dir="auto">{call.text.slice(0, shownCharacters)}</p>
        <Link href={call.page} class="button quiet">
          Back to {name}
        </Link>
        <button
          type="button"
          class="quiet round"
          aria-label={isRunning(speech) ? "Cancel this speech" : "Close the player"}
          onClick={isRunning(speech) ? speech.cancel : speech.dismiss}
        >
          <Icon name={isRunning(speech) ? "stop" : "close"} />
        </button>
      </div>
      {part === undefined ? (
        <p class="hint" role="status">
          {wordsFor[state.at]}
        </p>
      ) : (
        <Player
          playback={playback}
          peaks={part.heard.peaks}
          seconds={part.heard.seconds}
          isGrowing={state.at === "speaking"}
          label="Spoken audio"
          height={40}
        />
      )}
    </section>
  );
}

/** One line on a wide screen; the rest is on its page. */
const shownCharacters = 160;

const wordsFor = {
  waiting: "Waiting for the first audio…",
  speaking: "",
  done: "",
  failed: "That did not work. Go back to see why.",
  cancelled: "Cancelled.",
} as const;

import { heardOf, type Speech, type SpeechState } from "../audio/use-speech.ts";
import { unreachable } from "../text/unreachable.ts";
import { duration, latency } from "../text/format.ts";
import { Icon } from "./icon.tsx";
import { ErrorNote } from "./note.tsx";
import { Player } from "./player.tsx";

/** What became of a request for speech: its audio as far as it is here, and its figures. */
export function SpeechResult({
  speech,
  model,
}: {
  readonly speech: Speech;
  readonly model: string;
}) {
  const { state, playback } = speech;
  const heard = heardOf(state);
  return (
    <div class="result">
      <p class="progress" role="status">
        {wordsFor(state, model)}
      </p>
      {state.at === "failed" && <ErrorNote error={state.error} />}
      {heard !== undefined && (
        <Player
          playback={playback}
          peaks={heard.peaks}
          seconds={heard.seconds}
          isGrowing={state.at === "speaking"}
          label="Spoken audio"
        />
      )}
      {state.at === "waiting" && <div class="player waiting" />}
      <div class="facts">
        {heard?.firstAudioMs !== undefined && (
          <Fact name="First audio" value={latency(heard.firstAudioMs)} />
        )}
        {heard !== undefined && heard.seconds > 0 && (
          <Fact name="Duration" value={duration(heard.seconds)} />
        )}
        {state.at === "done" && <Fact name="All of it after" value={latency(state.totalMs)} />}
        {state.at === "done" && (
          <a
            class="button quiet"
            href={`/v1/history/${encodeURIComponent(state.id)}/audio`}
            download
          >
            <Icon name="download" />
            Download
          </a>
        )}
      </div>
    </div>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <span class="fact">
      <span>{name}</span> <strong>{value}</strong>
    </span>
  );
}

function wordsFor(state: SpeechState, model: string): string {
  switch (state.at) {
    case "idle":
      return "";
    case "waiting":
      return `Waiting for ${model}…`;
    case "speaking":
      return `${model} is speaking…`;
    case "done":
      return "Done. It is in your history.";
    case "failed":
      return "That did not work.";
    case "cancelled":
      return "Cancelled.";
    default:
      return unreachable(state);
  }
}

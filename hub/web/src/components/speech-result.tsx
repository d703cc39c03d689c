import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry, Queue } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { audioUrl, partOf, type Speech, type SpeechState } from "../audio/use-speech.ts";
import { useElapsed } from "../audio/use-elapsed.ts";
import { duration, latency } from "../text/format.ts";
import { unreachable } from "../text/unreachable.ts";
import { Fact } from "./fact.tsx";
import { Icon } from "./icon.tsx";
import { ErrorNote } from "./note.tsx";
import { Player } from "./player.tsx";

/** What became of a request for speech: its audio so far, its figures, and what can be done with it. */
export function SpeechResult({ speech }: { readonly speech: Speech }) {
  const { state, call, playback } = speech;
  const part = partOf(state);
  const takeovers = useTakeovers(state);
  return (
    <div class="result">
      <p class="progress" role="status">
        <Progress state={state} model={call?.model ?? ""} />
      </p>
      {state.at === "failed" && <ErrorNote error={state.error} />}
      {part !== undefined && (
        <Player
          playback={playback}
          peaks={part.heard.peaks}
          seconds={part.heard.seconds}
          isGrowing={state.at === "speaking"}
          label="Spoken audio"
          takeovers={takeovers}
        />
      )}
      {state.at === "waiting" && <div class="player waiting" />}
      <div class="facts">
        {part?.heard.firstAudioMs !== undefined && (
          <Fact name="First audio" value={latency(part.heard.firstAudioMs)} />
        )}
        {part !== undefined && part.heard.seconds > 0 && (
          <Fact name="Duration" value={duration(part.heard.seconds)} />
        )}
        {state.at === "done" && <Fact name="Total" value={latency(state.totalMs)} />}
        <Actions speech={speech} />
      </div>
    </div>
  );
}

function Actions({ speech: { state, call, speak } }: { readonly speech: Speech }) {
  const part = state.at === "speaking" ? undefined : partOf(state);
  const hasEndedEarly = state.at === "failed" || state.at === "cancelled";
  return (
    <span class="facts-actions">
      {hasEndedEarly && call !== undefined && (
        <button type="button" class="quiet" onClick={() => speak(call)}>
          <Icon name="again" />
          Try again
        </button>
      )}
      {part !== undefined && (
        <a class="button quiet" href={audioUrl(part.id)} download>
          <Icon name="download" />
          {hasEndedEarly ? "Download what there is" : "Download"}
        </a>
      )}
    </span>
  );
}

function Progress({ state, model }: { readonly state: SpeechState; readonly model: string }) {
  switch (state.at) {
    case "idle":
      return null;
    case "waiting":
      return <Waiting sinceMs={state.sinceMs} model={model} />;
    case "speaking":
      return <>{model} is speaking…</>;
    case "done":
      return <>Done. It is in your history.</>;
    case "failed":
      return state.part === undefined ? (
        <>That did not work.</>
      ) : (
        <>Stopped early: this much was spoken.</>
      );
    case "cancelled":
      return <>Cancelled.</>;
    default:
      return unreachable(state);
  }
}

/** Nothing of it is read aloud second by second. */
function Waiting({ sinceMs, model }: { readonly sinceMs: number; readonly model: string }) {
  const seconds = Math.floor(useElapsed(sinceMs, 1_000) / 1_000);
  const place = useQueuePlace(model, seconds);
  return (
    <>
      Waiting for {model}…{seconds > 0 && <span aria-hidden="true"> {seconds} s</span>}
      {place !== undefined && (
        <span aria-hidden="true">
          {" "}
          · {place === 1 ? "next in the queue" : `number ${place} in the queue`}
        </span>
      )}
    </>
  );
}

/** Asked for each second that one waits. */
function useQueuePlace(model: string, seconds: number): number | undefined {
  const [place, setPlace] = useState<number>();
  useEffect(() => {
    if (seconds === 0) return undefined;
    const controller = new AbortController();
    const path = `/v1/queue?model=${encodeURIComponent(model)}`;
    ask<Queue>("GET", path, { signal: controller.signal }).then(
      (queue) => setPlace(queue.place ?? undefined),
      // Where it stands is only a help.
      () => undefined,
    );
    return () => controller.abort();
  }, [model, seconds]);
  return place;
}

/** Where other providers went on in speech that is over, as far as the hub knows. */
function useTakeovers(state: SpeechState): readonly number[] {
  const [takeovers, setTakeovers] = useState<readonly number[]>([]);
  const id = state.at === "done" ? state.id : undefined;
  useEffect(() => {
    setTakeovers([]);
    if (id === undefined) return undefined;
    const controller = new AbortController();
    const path = `/v1/history/${encodeURIComponent(id)}`;
    ask<HistoryEntry>("GET", path, { signal: controller.signal }).then(
      (entry) => setTakeovers(entry.recovered_at),
      // The speech is there all the same.
      () => undefined,
    );
    return () => controller.abort();
  }, [id]);
  return takeovers;
}

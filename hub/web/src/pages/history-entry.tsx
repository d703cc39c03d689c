import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { audioUrl } from "../audio/use-speech.ts";
import { ClipButton } from "../components/clip-button.tsx";
import { Confirm } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { Fact } from "../components/fact.tsx";
import { StoredPlayer } from "../components/stored-player.tsx";
import { navigate } from "../shell/router.tsx";
import { useSession } from "../shell/session-context.ts";
import { takeoverWords } from "../text/takeover-words.ts";
import { ago, bytes, duration, latency, moment, number } from "../text/format.ts";
import { CaptionsButton } from "./captions-button.tsx";
import { storedDraft, storeDraft } from "./draft.ts";
import { linesOf } from "./script.ts";
import { storedScript, storeScript } from "./script-draft.ts";
import { ShareButton } from "./share-button.tsx";

type Selection = { readonly isSelected: boolean; readonly onToggle: () => void };

type EntryRowProps = {
  readonly entry: HistoryEntry;
  /** Undefined or false: it cannot be selected. */
  readonly selection?: Selection | false | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onRemoved: () => void;
};

/** One request: in a line, and opened with its audio and everything known of it. */
export function EntryRow({ entry, selection, isOpen, onToggle, onRemoved }: EntryRowProps) {
  const details = `entry-${entry.id}`;
  const text = `text-${entry.id}`;
  return (
    <li class={isOpen ? "entry open" : "entry"}>
      {selection && (
        <label class="select-entry">
          <input
            type="checkbox"
            aria-labelledby={text}
            checked={selection.isSelected}
            onChange={selection.onToggle}
          />
        </label>
      )}
      {!selection && hasAudio(entry) && (
        <ClipButton url={audioUrl(entry.id)} name="" action="Listen" describedBy={text} />
      )}
      <button
        type="button"
        class="entry-head"
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={onToggle}
      >
        {/* Only what is out of the ordinary is marked for the eye. */}
        <span class={entry.status === "completed" ? "visually-hidden" : `status ${entry.status}`}>
          {statusWords[entry.status]}
        </span>
        <span class="entry-text" id={text} dir="auto">
          {beginningOf(entry.input)}
        </span>
        <span class="entry-meta">
          <span>{entry.model}</span>
          <span class="voice-name">{entry.voice}</span>
          <span class="num">{entry.audio_seconds > 0 && duration(entry.audio_seconds)}</span>
          <time dateTime={new Date(entry.created * 1000).toISOString()}>{ago(entry.created)}</time>
        </span>
        <Icon name="chevron" />
      </button>
      {isOpen && (
        <div class="entry-body" id={details}>
          <Details entry={entry} onRemoved={onRemoved} />
        </div>
      )}
    </li>
  );
}

function hasAudio({ bytes: stored, status }: HistoryEntry): boolean {
  return stored > 0 && status !== "running";
}

/** As much as a line has room for: all of it would be read out as the row's name. */
function beginningOf(text: string): string {
  const characters = Array.from(text.slice(0, 2 * rowCharacters));
  if (characters.length <= rowCharacters) return text;
  return `${characters.slice(0, rowCharacters).join("")}…`;
}

const rowCharacters = 120;

function Details({ entry, onRemoved }: Pick<EntryRowProps, "entry" | "onRemoved">) {
  const isAudible = hasAudio(entry);
  const url = audioUrl(entry.id);
  return (
    <>
      <p class="whole-text" dir="auto">
        {entry.input}
      </p>
      {entry.error !== null && <ErrorNote error={entry.error} isNew={false} />}
      {isAudible && (
        <StoredPlayer url={url} seconds={entry.audio_seconds} takeovers={entry.recovered_at} />
      )}
      <div class="facts">
        {entry.provider !== null && <Fact name="Spoken by" value={entry.provider} />}
        {entry.first_audio_ms !== null && (
          <Fact name="First audio" value={latency(entry.first_audio_ms)} />
        )}
        {entry.total_ms !== null && <Fact name="Total" value={latency(entry.total_ms)} />}
        <Fact name="Characters" value={number(entry.characters)} />
        {isAudible && <Fact name={entry.format.toUpperCase()} value={bytes(entry.bytes)} />}
        <Fact name="Requested" value={moment(entry.created)} />
        {entry.recovered && entry.status === "completed" && (
          <Fact name="Recovered" value={takeoverWords(entry.recovered_at)} />
        )}
      </div>
      <Actions entry={entry} audio={isAudible ? url : undefined} onRemoved={onRemoved} />
    </>
  );
}

function Actions({
  entry,
  audio,
  onRemoved,
}: Pick<EntryRowProps, "entry" | "onRemoved"> & { readonly audio: string | undefined }) {
  const { sharing } = useSession().hub;
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<ApiError>();
  useEffect(() => setError(undefined), [entry]);
  const remove = (): void => {
    setAsking(false);
    ask("DELETE", `/v1/history/${encodeURIComponent(entry.id)}`).then(
      onRemoved,
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <div class="entry-actions">
      <button type="button" class="quiet" onClick={() => writeAgain(entry)}>
        <Icon name="again" />
        Use again
      </button>
      {audio !== undefined && (
        <a class="button quiet" href={audio} download>
          <Icon name="download" />
          Download
        </a>
      )}
      {audio !== undefined && <CaptionsButton entry={entry} onFailed={setError} />}
      {audio !== undefined && sharing && <ShareButton id={entry.id} />}
      {entry.status !== "running" && (
        <button type="button" class="quiet danger" onClick={() => setAsking(true)}>
          <Icon name="remove" />
          Delete
        </button>
      )}
      {error !== undefined && <ErrorNote error={error} />}
      {isAsking && (
        <Confirm
          title="Delete this request?"
          action="Delete"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          Its text and its audio are gone for good, and so is a link to them. What it used stays
          counted.
        </Confirm>
      )}
    </div>
  );
}

/** Puts what was spoken back where it was written: a dialogue into its script, else into Speak. */
function writeAgain({ input, model, voice, language }: HistoryEntry): void {
  const lines = linesOf(input);
  if (lines === undefined) {
    const who = { model, voice: voice ?? undefined, language: language ?? undefined };
    storeDraft({ ...storedDraft(), ...who, input });
    navigate("/");
  } else {
    storeScript({ ...storedScript(), model, lines });
    navigate("/dialogue");
  }
}

const statusWords = {
  completed: "Completed",
  running: "Running",
  failed: "Failed",
  cancelled: "Cancelled",
} as const;

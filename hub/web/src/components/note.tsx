import type { ComponentChildren } from "preact";
import type { ApiError } from "../api/client.ts";
import { Icon } from "./icon.tsx";

type Told = Pick<ApiError, "type" | "message"> & Partial<Pick<ApiError, "retryAfterSeconds">>;

type ErrorNoteProps = {
  readonly error: Told;
  readonly onRetry?: (() => void) | undefined;
  /** Whether it has just happened, and is to be said aloud. */
  readonly isNew?: boolean;
};

/** What went wrong, and what to do about it. */
export function ErrorNote({ error, onRetry, isNew = true }: ErrorNoteProps) {
  const advice = adviceFor(error);
  return (
    <div class="note bad" role={isNew ? "alert" : undefined}>
      <Icon name="warning" />
      <div>
        <p>{error.message}</p>
        {advice !== undefined && <p class="advice">{advice}</p>}
        {onRetry && (
          <button type="button" class="quiet" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}

function adviceFor({ type, retryAfterSeconds }: Told): string | undefined {
  if (retryAfterSeconds !== undefined) {
    return `Wait ${retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`}, then try again.`;
  }
  return advice.get(type);
}

const advice: ReadonlyMap<string, string> = new Map([
  ["invalid_api_key", "Ask this hub’s operator for a new key."],
  [
    "missing_transcript",
    "Add a transcript to the recording under Your voices, or choose another voice.",
  ],
  ["no_provider", "Choose another model: the list shows those that are online now."],
  ["invalid_voice", "Choose a voice from the list, or the provider’s default."],
  ["upstream_error", "Try again, or choose another model."],
  ["provider_busy", "Try again in a moment, or choose another model."],
  ["request_too_large", "Split it into several parts."],
  ["permission_denied", "Ask this hub’s operator for a key that may do this."],
  ["quota_exceeded", "The page Usage shows what is left and when it resets."],
]);

type NoteProps = {
  readonly kind: "warn" | "good";
  /** Whether it has just come up, and is to be said aloud. */
  readonly isNew?: boolean;
  readonly children: ComponentChildren;
};

/** Something to know before going on. */
export function Note({ kind, isNew = false, children }: NoteProps) {
  return (
    <div class={`note ${kind}`} role={isNew ? "status" : undefined}>
      <Icon name={kind === "warn" ? "warning" : "check"} />
      <div>{children}</div>
    </div>
  );
}

type EmptyProps = { readonly title: string; readonly children: ComponentChildren };

/** A place where there is nothing yet, and how something gets there. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="empty">
      <svg class="quiet-wave" viewBox="0 0 120 24" aria-hidden="true">
        <path d="M4 12h.01M14 12h.01M24 9v6M34 12h.01M44 7v10M54 10v4M64 4v16M74 9v6M84 12h.01M94 10v4M104 12h.01M114 12h.01" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** While something is on its way; shown only when that takes long enough to wonder. */
export function Loading() {
  return (
    <p class="loading" role="status">
      Loading…
    </p>
  );
}

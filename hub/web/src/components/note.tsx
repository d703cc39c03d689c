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
  [
    "invalid_api_key",
    "Copy all of it, from club_ on. If it still fails it was revoked: ask for a new one.",
  ],
  ["missing_transcript", "Give the recording a transcript, or leave that speaker’s voice out."],
  ["no_provider", "Choose a model from the list: it holds what is online now."],
  ["invalid_voice", "Choose a voice from the list, or the provider’s default."],
  ["upstream_error", "The provider’s speech server failed. Try again, or choose another model."],
  ["provider_busy", "Every provider of this model is busy. Try again in a moment."],
  ["request_too_large", "Speak it in several parts."],
  ["permission_denied", "Sign in with a key that may do this, or ask this hub’s operator for one."],
  ["quota_exceeded", "The page Usage shows what is left, and when there is more."],
]);

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

import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/client.ts";
import { Fact } from "../components/fact.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { StoredPlayer } from "../components/stored-player.tsx";
import { Logo } from "../shell/logo.tsx";
import { duration, moment } from "../text/format.ts";

type SharedClip = {
  readonly model: string;
  readonly voice: string | null;
  readonly audio_seconds: number;
  readonly created: number;
  /** Null: its owner did not share it. */
  readonly text: string | null;
  readonly expires: number | null;
};

type State =
  | { readonly at: "loading" }
  | { readonly at: "here"; readonly clip: SharedClip }
  | { readonly at: "nowhere" }
  | { readonly at: "failed"; readonly error: ApiError };

/** A shared clip for whoever has the link; nobody needs to be signed in. */
export function SharedPage({ path }: { readonly path: string }) {
  const [state, setState] = useState<State>({ at: "loading" });
  const load = (): void => void stateOf(path).then(setState);
  useEffect(load, [path]);
  return (
    <main class="alone shared">
      <article class="card">
        <p class="brand">
          <Logo />
          Club
        </p>
        {state.at === "here" && <Clip path={path} clip={state.clip} />}
        {state.at === "failed" && <ErrorNote error={state.error} onRetry={load} />}
        {state.at === "nowhere" && (
          <>
            <h1>This link no longer works</h1>
            <p>
              It expired, its owner ended it, or the audio was deleted. If you typed or copied it,
              check that nothing is missing.
            </p>
          </>
        )}
      </article>
      <p class="hint">
        Made with Club: text to speech on its members’ own machines. <a href="/">Sign in</a>
      </p>
    </main>
  );
}

function Clip({ path, clip }: { readonly path: string; readonly clip: SharedClip }) {
  return (
    <>
      <h1>{clip.voice === null ? "A voice from the club" : `Spoken by ${clip.voice}`}</h1>
      {clip.text !== null && (
        <blockquote class="shared-text" dir="auto" tabIndex={0} aria-label="Text" role="region">
          {clip.text}
        </blockquote>
      )}
      <StoredPlayer url={`${path}?as=audio`} seconds={clip.audio_seconds} />
      <div class="facts">
        <Fact name="Model" value={clip.model} />
        <Fact name="Duration" value={duration(clip.audio_seconds)} />
        <Fact name="Created" value={moment(clip.created)} />
        {clip.expires !== null && <Fact name="Available until" value={moment(clip.expires)} />}
      </div>
      <a class="button primary" href={`${path}?as=audio`} download>
        <Icon name="download" />
        Download
      </a>
    </>
  );
}

async function stateOf(path: string): Promise<State> {
  try {
    const response = await fetch(path, { headers: { accept: "application/json" } });
    if (response.status === 404) return { at: "nowhere" };
    if (response.ok) return { at: "here", clip: (await response.json()) as SharedClip };
    throw new Error(`The hub answered ${response.status}.`);
  } catch (thrown) {
    const message = "The audio could not be fetched. Are you online?";
    const error = Object.assign(new ApiError(0, "unreachable", message), { cause: thrown });
    return { at: "failed", error };
  }
}

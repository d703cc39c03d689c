import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { ErrorNote, Note } from "../components/note.tsx";
import { TextField } from "../components/field.tsx";
import { Logo } from "../shell/logo.tsx";

type SignInPageProps = {
  /** Why one who was signed in no longer is; undefined: nobody was. */
  readonly why: ApiError | undefined;
  readonly onSignedIn: (session: Session) => void;
};

/** Signing in with a key, which the hub then keeps in a cookie that no script reads. */
export function SignInPage({ why, onSignedIn }: SignInPageProps) {
  const [key, setKey] = useState("");
  const [error, setError] = useState<ApiError>();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    document.title = "Sign in · Club";
  }, []);
  const signIn = (event: Event): void => {
    event.preventDefault();
    setAsking(true);
    ask<Session>("POST", "/v1/session", { body: { key } }).then(onSignedIn, (thrown: unknown) => {
      setAsking(false);
      setError(asApiError(thrown));
    });
  };
  return (
    <main class="alone">
      <form class="card sign-in" onSubmit={signIn}>
        <h1>
          <Logo />
          Club
        </h1>
        <p>
          Voices from your club’s own machines. Sign in with your key to speak, listen and share.
        </p>
        {why !== undefined && error === undefined && (
          <Note kind="warn" isNew>
            <strong>You were signed out.</strong> {why.message} What you were writing is kept.
          </Note>
        )}
        <TextField
          label="Key"
          type="password"
          autocomplete="current-password"
          placeholder="club_…"
          required
          value={key}
          onInput={setKey}
        />
        {error !== undefined && <ErrorNote error={error} />}
        <button type="submit" class="primary" disabled={isAsking || key.trim() === ""}>
          {isAsking ? "Signing in…" : "Sign in"}
        </button>
        <details>
          <summary>Where do I get a key?</summary>
          <p>
            From the operator of this hub. On the hub’s own machine, <code>npm run quickstart</code>{" "}
            prints one and <code>club-hub keys create</code> makes more.
          </p>
        </details>
      </form>
    </main>
  );
}

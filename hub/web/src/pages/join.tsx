import { useEffect, useState } from "preact/hooks";
import type { Invitation } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { CodeBlock } from "../components/code-block.tsx";
import { TextField } from "../components/field.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { Logo } from "../shell/logo.tsx";
import { joinCommand } from "../text/join-command.ts";
import { unreachable } from "../text/unreachable.ts";

type State =
  | { readonly at: "asking" }
  | { readonly at: "failed"; readonly error: ApiError }
  | { readonly at: "invited"; readonly invitation: Invitation }
  | { readonly at: "joined"; readonly user: string; readonly key: string };

type JoinPageProps = {
  /** The code that stands behind the address's `#`. */
  readonly code: string;
};

/** What an invitation's link and the set-up link lead to; nobody needs to be signed in. */
export function JoinPage({ code }: JoinPageProps) {
  const [state, setState] = useState<State>({ at: "asking" });
  useEffect(() => {
    document.title = "Join · Club";
    ask<Invitation>("POST", "/v1/invitations/look", { body: { code } }).then(
      (invitation) => setState({ at: "invited", invitation }),
      (thrown: unknown) => setState({ at: "failed", error: asApiError(thrown) }),
    );
  }, [code]);
  return (
    <main class="alone">
      <div class="card sign-in">
        <h1>
          <Logo />
          Club
        </h1>
        <Content state={state} code={code} onJoined={setState} />
      </div>
    </main>
  );
}

type ContentProps = {
  readonly state: State;
  readonly code: string;
  readonly onJoined: (state: State) => void;
};

function Content({ state, code, onJoined }: ContentProps) {
  switch (state.at) {
    case "asking":
      return <Loading />;
    case "failed":
      return (
        <>
          <ErrorNote error={state.error} />
          <a class="button" href="/">
            Sign in with a key
          </a>
        </>
      );
    case "invited":
      if (state.invitation.for === "machine") return <ForMachine code={code} />;
      return <NameForm invitation={state.invitation} code={code} onJoined={onJoined} />;
    case "joined":
      return (
        <>
          <h2>Welcome, {state.user}</h2>
          <p>This is your key. Keep it as you would a password: it is shown this once.</p>
          <CodeBlock label="Your key" wraps text={state.key} />
          <a class="button primary" href="/">
            Open the dashboard
          </a>
        </>
      );
    default:
      return unreachable(state);
  }
}

function ForMachine({ code }: { readonly code: string }) {
  return (
    <>
      <p>This code is for a machine that is to speak. Run there:</p>
      <CodeBlock label="Command" wraps text={joinCommand(location, "installed", code)} />
    </>
  );
}

type NameFormProps = {
  readonly invitation: Invitation;
  readonly code: string;
  readonly onJoined: (state: State) => void;
};

function NameForm({ invitation, code, onJoined }: NameFormProps) {
  const [name, setName] = useState("");
  const [error, setError] = useState<ApiError>();
  const [isAsking, setAsking] = useState(false);
  const join = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAsking(true);
    try {
      const body = { code, name: name.trim() };
      const made = await ask<{ key: string; user: string }>("POST", "/v1/invitations/redeem", {
        body,
      });
      // Signed in here as well; where that fails, the key is there to do it by hand.
      await ask("POST", "/v1/session", { body: { key: made.key } }).catch(() => undefined);
      onJoined({ at: "joined", ...made });
    } catch (thrown) {
      setError(asApiError(thrown));
      setAsking(false);
    }
  };
  return (
    <form onSubmit={(event) => void join(event)}>
      <p>
        {invitation.for === "owner"
          ? "This hub is new, and you are its first user: you manage it. What are you called?"
          : `${invitation.made_by} invites you to speak, listen and share here. What are you called?`}
      </p>
      <TextField
        label="Name"
        placeholder="ann"
        autocomplete="username"
        hint="One word, by which others here see you."
        required
        value={name}
        onInput={setName}
      />
      {error !== undefined && <ErrorNote error={error} />}
      <button type="submit" class="primary" disabled={isAsking || name.trim() === ""}>
        {isAsking ? "One moment…" : "Join"}
      </button>
    </form>
  );
}

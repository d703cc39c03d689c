import { useEffect, useState } from "preact/hooks";
import type { WaitingAgent } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { TextField } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link, usePlace } from "../shell/router.tsx";
import { hasScope, useSession } from "../shell/session-context.ts";

type State =
  | { readonly at: "typing"; readonly error?: ApiError }
  | { readonly at: "asked" }
  | { readonly at: "found"; readonly agent: WaitingAgent };

/** A new agent shows a code; whoever confirms it here gives it a key of theirs. */
export function ActivatePage() {
  const given = usePlace().query.get("code") ?? "";
  const session = useSession();
  const [code, setCode] = useState(given);
  const [state, setState] = useState<State>({ at: "typing" });

  const tell = (asking: Promise<WaitingAgent>): void => {
    setState({ at: "asked" });
    asking.then(
      (agent) => setState({ at: "found", agent }),
      (thrown: unknown) => setState({ at: "typing", error: asApiError(thrown) }),
    );
  };
  const find = (wanted: string): void => tell(ask("GET", pathOf(wanted)));
  const decide = (agent: WaitingAgent, decision: "approve" | "deny"): void =>
    tell(ask("POST", `${pathOf(agent.user_code)}/${decision}`));
  const mayConfirm = hasScope(session, "provider", "admin");
  useEffect(() => {
    if (given !== "" && mayConfirm) find(given);
  }, [given, mayConfirm]);

  return (
    <Page title="Confirm an agent" intro="An agent that wants to speak for this hub shows a code.">
      <section class="card activate">
        {!mayConfirm && (
          <p class="note warn">
            <Icon name="warning" />
            <span>
              Your key may not share machines. Sign in with one that has the scope{" "}
              <code>provider</code>, or ask this hub’s operator to confirm the code.
            </span>
          </p>
        )}
        {state.at === "found" ? (
          <Decision agent={state.agent} onDecide={(decision) => decide(state.agent, decision)} />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              find(code);
            }}
          >
            <TextField
              label="Code"
              placeholder="BCDF-GHJK"
              autocomplete="off"
              required
              value={code}
              onInput={setCode}
            />
            <button
              type="submit"
              class="primary"
              disabled={!mayConfirm || state.at === "asked" || code.trim() === ""}
            >
              {state.at === "asked" ? "Looking…" : "Continue"}
            </button>
            {state.at === "typing" && state.error && <ErrorNote error={state.error} />}
          </form>
        )}
      </section>
    </Page>
  );
}

type DecisionProps = {
  readonly agent: WaitingAgent;
  readonly onDecide: (decision: "approve" | "deny") => void;
};

function Decision({ agent, onDecide }: DecisionProps) {
  const { user } = useSession();
  if (agent.state === "approved") {
    return (
      <div role="status">
        <h2>{agent.name} may speak now</h2>
        <p>
          It fetches its key by itself. Start it, and it appears under{" "}
          <Link href="/providers">Providers</Link>.
        </p>
      </div>
    );
  }
  if (agent.state === "denied") {
    return (
      <div role="status">
        <h2>{agent.name} was denied</h2>
        <p>It got no key. If it asks again and you have not started it, deny it again.</p>
      </div>
    );
  }
  return (
    <>
      <p class="user-code">{agent.user_code}</p>
      <h2>
        Let “{agent.name}” speak as a machine of {user}’s?
      </h2>
      <p>
        Confirm only what you have just started yourself, and only if it shows this very code. It
        gets a key of yours with the scope <code>provider</code>, and nothing else.
      </p>
      <div class="form-actions">
        <button type="button" class="primary" onClick={() => onDecide("approve")}>
          <Icon name="check" />
          Confirm
        </button>
        <button type="button" class="danger" onClick={() => onDecide("deny")}>
          Deny
        </button>
      </div>
    </>
  );
}

function pathOf(code: string): string {
  return `/v1/device/codes/${encodeURIComponent(code.trim())}`;
}

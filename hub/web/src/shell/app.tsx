import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api/bodies.ts";
import { type ApiError, ask, onSignedOut } from "../api/client.ts";
import { News } from "../api/news.ts";
import { asApiError } from "../api/use-remote.ts";
import { ErrorNote } from "../components/note.tsx";
import { SignInPage } from "../pages/sign-in.tsx";
import { belongTo } from "../pages/remembered.ts";
import { unreachable } from "../text/unreachable.ts";
import { Frame } from "./frame.tsx";
import { NewsContext } from "./news-context.ts";
import { expectFocus } from "./router.tsx";
import { SessionContext } from "./session-context.ts";

type State =
  | { readonly at: "asking" }
  | { readonly at: "unreachable"; readonly error: ApiError }
  /** `why`: what the hub said to one who was signed in. */
  | { readonly at: "signed-out"; readonly why?: ApiError }
  | { readonly at: "signed-in"; readonly session: Session; readonly news: News };

/** The dashboard: who is signed in decides what there is. */
export function App() {
  const [state, setState] = useState<State>({ at: "asking" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    onSignedOut((why) => setState((before) => signedOut(before, why)));
    ask<Session>("GET", "/v1/session").then(
      (session) => setState(signedIn(session)),
      (thrown: unknown) => {
        const error = asApiError(thrown);
        if (error.status !== 401) setState({ at: "unreachable", error });
      },
    );
  }, [round]);
  const news = state.at === "signed-in" ? state.news : undefined;
  // Whether it is the session that is refused, the answer to this tells.
  useEffect(() => news?.start(() => void ask("GET", "/v1/session").catch(() => undefined)), [news]);

  switch (state.at) {
    case "asking":
      return null;
    case "unreachable":
      return (
        <main class="alone">
          <ErrorNote error={state.error} onRetry={() => setRound((before) => before + 1)} />
        </main>
      );
    case "signed-out":
      return (
        <SignInPage
          why={state.why}
          onSignedIn={(session) => {
            expectFocus();
            setState(signedIn(session));
          }}
        />
      );
    case "signed-in":
      return (
        <SessionContext.Provider value={state.session}>
          <NewsContext.Provider value={state.news}>
            <Frame onSignedOut={() => setState({ at: "signed-out" })} />
          </NewsContext.Provider>
        </SessionContext.Provider>
      );
    default:
      return unreachable(state);
  }
}

function signedOut(before: State, why: ApiError): State {
  if (before.at === "signed-out") return before;
  return before.at === "signed-in" ? { at: "signed-out", why } : { at: "signed-out" };
}

function signedIn(session: Session): State {
  belongTo(session.user);
  return { at: "signed-in", session, news: new News() };
}

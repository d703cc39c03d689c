import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api/bodies.ts";
import { TextField } from "../components/field.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { Logo } from "../shell/logo.tsx";
import { type OpenApi, sectionsOf } from "./open-api.ts";
import { SectionSelect } from "./section-select.tsx";
import { OperationCard } from "./operation-card.tsx";

type State =
  | { readonly at: "loading" }
  | { readonly at: "failed" }
  | { readonly at: "here"; readonly document: OpenApi; readonly user: string | undefined };

/** The API's reference, out of the OpenAPI document, with requests to run. */
export function DocsPage() {
  const [state, setState] = useState<State>({ at: "loading" });
  useEffect(() => {
    document.title = "API reference · Club";
    stateNow().then(setState, () => setState({ at: "failed" }));
  }, []);
  useEffect(() => {
    if (state.at === "here" && location.hash !== "") {
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }
  }, [state.at]);
  const sections = state.at === "here" ? sectionsOf(state.document) : [];
  return (
    <div class="docs">
      <a class="skip" href="#reference">
        Skip to content
      </a>
      <header>
        <a class="brand" href="/">
          <Logo />
          Club
        </a>
        <nav aria-label="Sections">
          {sections.map(({ title, operations }) => (
            <section key={title}>
              <h2>{title}</h2>
              <ul>
                {operations.map(({ id, summary }) => (
                  <li key={id}>
                    <a href={`#${id}`}>{summary}</a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        {sections.length > 0 && <SectionSelect sections={sections} />}
      </header>
      <main id="reference" tabIndex={-1}>
        {state.at === "loading" && <Loading />}
        {state.at === "failed" && (
          <ErrorNote
            error={{ type: "unreachable", message: "The document cannot be fetched." }}
            onRetry={() => location.reload()}
          />
        )}
        {state.at === "here" && <Reference document={state.document} user={state.user} />}
      </main>
    </div>
  );
}

type ReferenceProps = { readonly document: OpenApi; readonly user: string | undefined };

function Reference({ document: read, user }: ReferenceProps) {
  const [key, setKey] = useState("");
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>API reference</h1>
          <p>
            Speech in OpenAI’s shape: OpenAI’s own packages work with the base address{" "}
            <code>{location.origin}/v1</code> and a key of this hub. The{" "}
            <a href="/openapi.json">OpenAPI document</a> is for tools.
          </p>
        </div>
      </header>
      <section class="card">
        <h2>Run the examples</h2>
        <p>
          {user === undefined
            ? "Give a key, or sign in to the dashboard. "
            : `You are signed in as ${user}: the examples run as you, unless you give another key. `}
          The key stays in this page and is forgotten when you leave it.
        </p>
        <TextField
          label="Key"
          type="password"
          placeholder="club_…"
          autocomplete="off"
          value={key}
          onInput={(typed) => setKey(typed.trim())}
        />
      </section>
      {sectionsOf(read).map(({ title, operations }) => (
        <section key={title} class="operations" aria-label={title}>
          <h2>{title}</h2>
          {operations.map((operation) => (
            <OperationCard key={operation.id} operation={operation} apiKey={key} />
          ))}
        </section>
      ))}
    </div>
  );
}

async function stateNow(): Promise<State> {
  const [read, session] = await Promise.all([fetch("/openapi.json"), fetch("/v1/session")]);
  const user = session.ok ? ((await session.json()) as Session).user : undefined;
  return { at: "here", document: (await read.json()) as OpenApi, user };
}

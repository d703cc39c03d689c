import { useEffect, useState } from "preact/hooks";
import { CodeBlock } from "../components/code-block.tsx";
import { TextField } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { FieldTable } from "./field-table.tsx";
import { exampleBody, fieldsOf, type Operation, typeWords } from "./open-api.ts";
import { canRun, curlOf, run, type RunResult } from "./try-request.ts";

type OperationCardProps = {
  readonly operation: Operation;
  /** Empty: who is signed in here. */
  readonly apiKey: string;
};

/** One operation: what it takes, what it answers, and a request to run. */
export function OperationCard({ operation, apiKey }: OperationCardProps) {
  const { id, method, path, summary, description, parameters = [], requestBody } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const fields = parameters.map(
    ({ name, required = false, schema, description: words, ...one }) => ({
      name,
      type: `${schema === undefined ? "string" : typeWords(schema)} (${one.in})`,
      isRequired: required,
      description: words ?? schema?.description ?? "",
    }),
  );
  return (
    <article class="card operation" id={id}>
      <h3>{summary}</h3>
      <p class="endpoint">
        <span class={`method ${method}`}>{method}</span> <code>{path}</code>
      </p>
      {description !== undefined && <p>{description}</p>}
      <FieldTable title="Parameters" fields={fields} />
      <FieldTable title="Body" fields={fieldsOf(body)} />
      <TryIt operation={operation} apiKey={apiKey} />
      <Answers operation={operation} />
    </article>
  );
}

function TryIt({ operation, apiKey }: OperationCardProps) {
  const { parameters = [], summary = "" } = operation;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [body, setBody] = useState(() => exampleBody(operation));
  const [result, setResult] = useState<RunResult>();
  const [isRunning, setRunning] = useState(false);
  const filled = { values, body };
  const mayRun = canRun(operation);
  useEffect(
    () => () => {
      if (result?.at === "audio") URL.revokeObjectURL(result.url);
    },
    [result],
  );
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setRunning(true);
    setResult(await run(operation, filled, apiKey, AbortSignal.timeout(runMs)));
    setRunning(false);
  };
  return (
    <form class="try" onSubmit={(event) => void submit(event)}>
      {mayRun && parameters.length > 0 && (
        <div class="control-fields">
          {parameters.map(({ name, required = false }) => (
            <TextField
              key={name}
              label={name === "*" ? "id" : name}
              required={required}
              value={values[name] ?? ""}
              onInput={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </div>
      )}
      {mayRun && body !== undefined && (
        <label class="field">
          <span>JSON</span>
          <textarea
            class="json"
            rows={Math.min(12, body.split("\n").length)}
            spellcheck={false}
            value={body}
            onInput={(event) => setBody(event.currentTarget.value)}
          />
        </label>
      )}
      <CodeBlock text={curlOf(location.origin, operation, filled)} label={`curl: ${summary}`} />
      {mayRun && (
        <div class="form-actions">
          <button type="submit" disabled={isRunning} aria-label={`Run: ${summary}`}>
            <Icon name="play" />
            {isRunning ? "Running…" : "Run"}
          </button>
        </div>
      )}
      {result !== undefined && <Result result={result} />}
    </form>
  );
}

/** Speech of a page of text on a slow machine. */
const runMs = 120_000;

function Result({ result }: { readonly result: RunResult }) {
  if (result.at === "failed") {
    return <ErrorNote error={{ type: "unreachable", message: result.message }} />;
  }
  return (
    <div class="answer" role="status">
      <p>
        Answer: <strong>{result.status}</strong>
      </p>
      {result.at === "audio" ? (
        <audio controls src={result.url} aria-label="The audio that came" />
      ) : (
        <CodeBlock text={result.text} label="The answer" />
      )}
    </div>
  );
}

function Answers({ operation: { responses } }: { readonly operation: Operation }) {
  return (
    <details>
      <summary>Answers</summary>
      {Object.entries(responses).map(([status, { description = "", content = {} }]) => (
        <section key={status} class="answer">
          <p>
            <strong>{status}</strong> {description} <small>{Object.keys(content).join(", ")}</small>
          </p>
          {status.startsWith("2") && (
            <FieldTable fields={fieldsOf(Object.values(content)[0]?.schema)} />
          )}
        </section>
      ))}
    </details>
  );
}

import { useId, useState } from "preact/hooks";
import { codeSamples, type SampleRequest } from "../text/code-samples.ts";
import { CodeBlock } from "./code-block.tsx";

/** The request on the page as code, in one language at a time. */
export function CodeSamples({ request }: { readonly request: SampleRequest }) {
  const samples = codeSamples(location.origin, request);
  const [chosen, setChosen] = useState(0);
  const panel = useId();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const next = (chosen + step + samples.length) % samples.length;
    setChosen(next);
    document.getElementById(`${panel}-${next}`)?.focus();
  };
  return (
    <section class="card">
      <div class="card-head">
        <h2>The same call in your code</h2>
        <div class="tabs" role="tablist" aria-label="Language" onKeyDown={move}>
          {samples.map(({ name }, at) => (
            <button
              key={name}
              id={`${panel}-${at}`}
              type="button"
              role="tab"
              aria-selected={at === chosen}
              aria-controls={panel}
              tabIndex={at === chosen ? 0 : -1}
              onClick={() => setChosen(at)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <div id={panel} role="tabpanel" aria-labelledby={`${panel}-${chosen}`}>
        <CodeBlock text={samples[chosen]?.text ?? ""} label={`${samples[chosen]?.name} code`} />
      </div>
      <p class="hint">
        Put your key into the variable <code>CLUB_KEY</code>. OpenAI’s own packages work: only the
        address and the key differ. All of it is in the <a href="/docs">API reference</a>.
      </p>
    </section>
  );
}

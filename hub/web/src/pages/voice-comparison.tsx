import { useEffect, useState } from "preact/hooks";
import type { Voice } from "../api/bodies.ts";
import { type ApiError, askRaw } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { ClipButton } from "../components/clip-button.tsx";
import { Icon } from "../components/icon.tsx";
import { voiceWords } from "../text/voice-words.ts";

type VoiceComparisonProps = {
  readonly voices: readonly Voice[];
  /** The request for speech in a voice. */
  readonly bodyFor: (voice: Voice) => unknown;
  readonly onChoose: (voice: Voice) => void;
  readonly onClose: () => void;
};

type Take =
  | { readonly at: "waiting" }
  | { readonly at: "here"; readonly url: string }
  | { readonly at: "failed"; readonly error: ApiError };

/** The same text in several voices, one after the other, to hear side by side. */
export function VoiceComparison({ voices, bodyFor, onChoose, onClose }: VoiceComparisonProps) {
  const takes = useTakes(voices, bodyFor);
  return (
    <section class="card comparison" aria-label="Compared voices">
      <div class="card-head">
        <h2>Your text in {voices.length} voices</h2>
        <button
          type="button"
          class="quiet round"
          aria-label="Close the comparison"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <ul>
        {voices.map((voice) => (
          <li key={voice.id}>
            <TakeOf take={takes.get(voice.id) ?? { at: "waiting" }} name={voice.name} />
            <span class="key-name">
              <strong>{voice.name}</strong> <small>{voiceWords(voice)}</small>
            </span>
            <button
              type="button"
              class="quiet"
              aria-label={`Use ${voice.name}`}
              onClick={() => onChoose(voice)}
            >
              Use
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TakeOf({ take, name }: { readonly take: Take; readonly name: string }) {
  if (take.at === "here") return <ClipButton url={take.url} name={name} />;
  return (
    <span class="hint" role="status">
      {take.at === "waiting" ? "Speaking…" : take.error.message}
    </span>
  );
}

/** Asks for one after the other: a machine with one slot would refuse the others. */
function useTakes(
  voices: readonly Voice[],
  bodyFor: (voice: Voice) => unknown,
): ReadonlyMap<string, Take> {
  const [takes, setTakes] = useState<ReadonlyMap<string, Take>>(new Map());
  useEffect(() => {
    const controller = new AbortController();
    const urls: string[] = [];
    const note = (id: string, take: Take): void => {
      if (!controller.signal.aborted) setTakes((before) => new Map(before).set(id, take));
    };
    const takeAll = async (): Promise<void> => {
      for (const voice of voices) {
        try {
          const url = await takeOf(bodyFor(voice), controller.signal);
          urls.push(url);
          note(voice.id, { at: "here", url });
        } catch (thrown) {
          if (controller.signal.aborted) return;
          note(voice.id, { at: "failed", error: asApiError(thrown) });
        }
      }
    };
    setTakes(new Map());
    void takeAll();
    return () => {
      controller.abort();
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [voices]);
  return takes;
}

async function takeOf(body: unknown, signal: AbortSignal): Promise<string> {
  const response = await askRaw("POST", "/v1/audio/speech", { body, signal });
  return URL.createObjectURL(await response.blob());
}

import { useMemo } from "preact/hooks";
import type { Voices } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import type { Voice } from "../components/voice-picker.tsx";

/** The voices of a model; undefined: not known yet. None where there is no model. */
export function useVoices(model: string | undefined): readonly Voice[] | undefined {
  const { remote } = useRemote(
    (signal): Promise<Voices> =>
      model === undefined
        ? Promise.resolve(noVoices)
        : ask("GET", `/v1/audio/voices?model=${encodeURIComponent(model)}`, { signal }),
    [model],
    ["open", "models"],
  );
  return useMemo(() => {
    if (remote.at !== "here") return undefined;
    const { voices, languages } = remote.value;
    return voices.map((name) => ({ name, languages: languages[name] ?? [] }));
  }, [remote]);
}

const noVoices: Voices = { voices: [], languages: {} };

import type { List, Voice } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";

/** The voices of a model; undefined: not known yet. None where there is no model. */
export function useVoices(model: string | undefined): readonly Voice[] | undefined {
  const { remote } = useRemote(
    (signal): Promise<List<Voice>> =>
      model === undefined
        ? Promise.resolve({ data: [] })
        : ask("GET", `/v1/audio/voices?format=objects&model=${encodeURIComponent(model)}`, {
            signal,
          }),
    [model],
    ["open", "models"],
  );
  return remote.at === "here" ? remote.value.data : undefined;
}

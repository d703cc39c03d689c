import type { List, Model } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";

export type Models = {
  /** Those for speech that this key can reach now; undefined: not known yet. */
  readonly models: readonly Model[] | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => void;
};

/** The models for speech, as providers come and go. */
export function useModels(): Models {
  const { remote, reload } = useRemote(
    (signal) => ask<List<Model>>("GET", "/v1/models", { signal }),
    [],
    ["open", "models"],
  );
  return {
    models:
      remote.at === "here"
        ? remote.value.data.filter(({ service_type: type }) => type === "tts")
        : undefined,
    error: remote.at === "failed" ? remote.error : undefined,
    reload,
  };
}

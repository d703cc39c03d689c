import type { HistoryEntry } from "../api/bodies.ts";
import { type ApiError, askRaw } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Icon } from "../components/icon.tsx";
import { clipName } from "./clip-name.ts";
import { saveFile } from "./save-file.ts";

type CaptionsButtonProps = {
  readonly entry: HistoryEntry;
  readonly onFailed: (error: ApiError) => void;
};

/** Saves when each piece is heard, for players and video editors. */
export function CaptionsButton({ entry, onFailed }: CaptionsButtonProps) {
  const save = (): void => {
    const path = `/v1/history/${encodeURIComponent(entry.id)}/captions?format=srt`;
    askRaw("GET", path)
      .then((response) => response.blob())
      .then(
        (file) => saveFile(file, clipName({ ...entry, format: "srt" })),
        (thrown: unknown) => onFailed(asApiError(thrown)),
      );
  };
  return (
    <button type="button" class="quiet" onClick={save}>
      <Icon name="captions" />
      Captions
    </button>
  );
}

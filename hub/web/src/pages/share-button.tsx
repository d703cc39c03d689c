import { useState } from "preact/hooks";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { CodeBlock } from "../components/code-block.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";

type ShareButtonProps = {
  readonly id: string;
  readonly onError: (error: ApiError) => void;
};

/** Makes a link with which anyone hears the audio, and ends it. */
export function ShareButton({ id, onError }: ShareButtonProps) {
  const [link, setLink] = useState<string>();
  const path = `/v1/history/${encodeURIComponent(id)}/share`;
  const fail = (thrown: unknown): void => {
    setLink(undefined);
    onError(asApiError(thrown));
  };
  const share = (): void => {
    ask<{ path: string }>("POST", path).then(
      (made) => setLink(new URL(made.path, location.origin).href),
      fail,
    );
  };
  const end = (): void => {
    ask("DELETE", path).then(() => setLink(undefined), fail);
  };
  return (
    <>
      <button type="button" class="quiet" onClick={share}>
        <Icon name="share" />
        Share
      </button>
      {link !== undefined && (
        <Dialog title="Whoever has this link can listen" onClose={() => setLink(undefined)}>
          <p>No key is needed. The link is shown this once; a new one ends it.</p>
          <CodeBlock text={link} label="Link" wraps />
          <div class="dialog-actions">
            <button type="button" class="quiet danger" onClick={end}>
              End this link
            </button>
            <button type="button" class="primary" onClick={() => setLink(undefined)}>
              Done
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

import type { NewInvitation } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { CodeBlock } from "../components/code-block.tsx";
import { Dialog } from "../components/dialog.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { moment } from "../text/format.ts";

/** A link for a friend, who chooses a name behind it and gets a key. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { remote, reload } = useRemote(
    () => ask<NewInvitation>("POST", "/v1/invitations", { body: { for: "member" } }),
    [],
  );
  return (
    <Dialog title="Invite a friend" onClose={onClose}>
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && (
        <>
          <p>
            Send this link to one person. Whoever opens it first chooses a name and gets a key that
            may speak and share machines.
          </p>
          <CodeBlock label="Invitation link" wraps text={remote.value.link} />
          <p class="hint">
            It is shown this once, and works once, until {moment(remote.value.expires)}.
          </p>
        </>
      )}
      <div class="dialog-actions">
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

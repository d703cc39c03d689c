import { CodeBlock } from "../components/code-block.tsx";
import { Dialog } from "../components/dialog.tsx";

type NewSecretProps = { readonly secret: string; readonly onClose: () => void };

/** A key that was just made, shown this once. */
export function NewSecret({ secret, onClose }: NewSecretProps) {
  return (
    <Dialog title="Copy the key now" onClose={onClose}>
      <p>It is shown this once and not stored. Treat it like a password.</p>
      <CodeBlock text={secret} label="The new key" wraps />
      <div class="dialog-actions">
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

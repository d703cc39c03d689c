import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { ShareDialog } from "./share-dialog.tsx";

/** Opens what makes a link with which anyone hears the audio. */
export function ShareButton({ id }: { readonly id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="quiet" onClick={() => setOpen(true)}>
        <Icon name="share" />
        Share
      </button>
      {isOpen && <ShareDialog id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

type DialogProps = {
  readonly title: string;
  readonly onClose: () => void;
  /** What would be lost by closing it now, in a sentence; then it asks before it closes. */
  readonly loss?: string | undefined;
  /** Whether it holds more than a form. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
};

/** Something to decide before going on; Escape and a click beside it close it. */
export function Dialog({ title, onClose, loss, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget | null>(null);
  const heading = useId();
  const [isAsking, setAsking] = useState(false);
  const leave = (): void => (loss === undefined ? onClose() : setAsking(true));
  useLayoutEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      // Once the dialog is gone: as long as it is there, nothing behind it takes the focus.
      if (opener instanceof HTMLElement) queueMicrotask(() => opener.focus());
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={isWide ? "wide" : undefined}
      aria-labelledby={heading}
      // Browsers let a page keep a dialog open against one Escape, but not against a second.
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        leave();
      }}
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        event.preventDefault();
        leave();
      }}
      onClose={onClose}
      onPointerDown={(event) => {
        pressed.current = event.target;
      }}
      onClick={(event) => {
        // A press that began inside, e.g. to select a text, may end beside it.
        const isBeside = event.target === dialog.current && pressed.current === dialog.current;
        if (isBeside) leave();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" class="quiet round" aria-label="Close" onClick={leave}>
            <Icon name="close" />
          </button>
        </header>
        {children}
        {isAsking && (
          <Confirm
            title="Close without saving?"
            action="Discard"
            refusal="Keep it"
            onConfirm={onClose}
            onClose={() => setAsking(false)}
          >
            {loss}
          </Confirm>
        )}
      </div>
    </dialog>
  );
}

type ConfirmProps = {
  readonly title: string;
  readonly action: string;
  /** The other choice. */
  readonly refusal?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
};

/** Asks before something that cannot be taken back. */
export function Confirm({
  title,
  action,
  refusal = "Cancel",
  onConfirm,
  onClose,
  children,
}: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div class="dialog-actions">
        <button type="button" class="quiet" onClick={onClose}>
          {refusal}
        </button>
        <button type="button" class="danger" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}

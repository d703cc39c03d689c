import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Puts a text on the clipboard, and says so. */
export function CopyButton({
  text,
  label = "Copy",
}: {
  readonly text: string;
  readonly label?: string;
}) {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSaid(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      // Browsers have a clipboard for scripts only over HTTPS, or from this machine.
      setSaid("Select it and copy by hand");
    }
  };
  return (
    <button type="button" class="quiet copy" onClick={() => void copy()}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}

const shownMs = 2_500;

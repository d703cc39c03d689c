import { useState } from "preact/hooks";
import { characters } from "../text/format.ts";
import { CharacterCount } from "../components/character-count.tsx";

type SpokenTextProps = {
  readonly value: string;
  readonly maxCharacters: number;
  readonly onInput: (text: string) => void;
  /** Ctrl or ⌘ with Enter. */
  readonly onSubmit: (event: Event) => void;
};

/** The text to speak: typed, pasted, or dropped as a text file. */
export function SpokenText({ value, maxCharacters, onInput, onSubmit }: SpokenTextProps) {
  const [drop, setDrop] = useState<"none" | "over" | "refused">("none");
  const take = async (file: File): Promise<void> => {
    const isText = file.type.startsWith("text/") || /\.(?:txt|md|markdown)$/i.test(file.name);
    if (!isText || file.size > maxFileBytes) return setDrop("refused");
    onInput(await file.text());
    setDrop("none");
  };
  return (
    <label class={drop === "over" ? "text dropping" : "text"}>
      <span class="visually-hidden">Text to speak</span>
      <textarea
        rows={6}
        dir="auto"
        placeholder="What should be said? Type, paste, or drop a text file here."
        value={value}
        aria-describedby="character-count"
        onInput={(event) => {
          setDrop("none");
          onInput(event.currentTarget.value);
        }}
        onKeyDown={(event) =>
          (event.ctrlKey || event.metaKey) && event.key === "Enter" && onSubmit(event)
        }
        onDragOver={(event) => {
          if (!event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          setDrop("over");
        }}
        onDragLeave={() => setDrop("none")}
        onDrop={(event) => {
          const file = event.dataTransfer?.files[0];
          if (file === undefined) return;
          event.preventDefault();
          void take(file);
        }}
      />
      {drop === "refused" && (
        <span class="hint" role="alert">
          Drop a plain text file of up to 2 MB: .txt or .md.
        </span>
      )}
      <CharacterCount id="character-count" count={characters(value)} most={maxCharacters} />
    </label>
  );
}

/** Longer than any book; a hub takes less in one request anyway. */
const maxFileBytes = 2_000_000;

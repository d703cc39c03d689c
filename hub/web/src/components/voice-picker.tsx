import { useMemo, useRef, useState } from "preact/hooks";
import { language as languageName } from "../text/format.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

export type Voice = { readonly name: string; readonly languages: readonly string[] };

type VoicePickerProps = {
  readonly voices: readonly Voice[];
  /** Undefined: the provider's default. */
  readonly value: string | undefined;
  readonly onChange: (voice: string | undefined) => void;
  /** Which voice is being heard, and how to hear one. */
  readonly heard: string | undefined;
  readonly onPreview: (voice: string) => void;
};

/** The voice that speaks, out of a list that can be searched and listened to. */
export function VoicePicker(props: VoicePickerProps) {
  const { voices, value, onChange } = props;
  const [isOpen, setOpen] = useState(false);
  const chosen = voices.find((voice) => voice.name === value);
  const choose = (voice: string | undefined): void => {
    onChange(voice);
    setOpen(false);
  };
  return (
    <>
      <div class="field">
        <span id="voice-label">Voice</span>
        <button
          type="button"
          class="select"
          aria-haspopup="dialog"
          aria-labelledby="voice-label voice-value"
          onClick={() => setOpen(true)}
        >
          <span id="voice-value">{value ?? "Default"}</span>
          {chosen && <Languages tags={chosen.languages} />}
        </button>
      </div>
      {isOpen && (
        <Dialog title="Choose a voice" onClose={() => setOpen(false)}>
          <VoiceList {...props} onChange={choose} />
        </Dialog>
      )}
    </>
  );
}

function VoiceList({ voices, value, onChange, heard, onPreview }: VoicePickerProps) {
  const [search, setSearch] = useState("");
  const found = useMemo(() => matching(voices, search), [voices, search]);
  const list = useRef<HTMLUListElement>(null);
  return (
    <div class="voice-list" onKeyDown={(event) => moveFocus(event, list.current)}>
      <label class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search voices"
          placeholder="A name or a language"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            // It would submit the form around the dialog.
            event.preventDefault();
            if (search !== "" && found[0]) onChange(found[0].name);
          }}
        />
      </label>
      <p class="count" role="status">
        {found.length} of {voices.length} voices
      </p>
      <ul ref={list}>
        {search === "" && (
          <li>
            <button
              type="button"
              class="voice"
              aria-pressed={value === undefined}
              onClick={() => onChange(undefined)}
            >
              Provider’s default
            </button>
          </li>
        )}
        {found.slice(0, maxShown).map(({ name, languages }) => (
          <li key={name}>
            <button
              type="button"
              class="voice"
              aria-pressed={name === value}
              onClick={() => onChange(name)}
            >
              <span>{name}</span>
              <Languages tags={languages} isNamed />
            </button>
            <button
              type="button"
              class="quiet round"
              aria-label={`Preview ${name}`}
              onClick={() => onPreview(name)}
            >
              <Icon name={heard === name ? "stop" : "play"} />
            </button>
          </li>
        ))}
      </ul>
      {found.length > maxShown && (
        <p class="count">{found.length - maxShown} more: search to find them.</p>
      )}
      {found.length === 0 && <p class="count">None has that in its name or languages.</p>}
    </div>
  );
}

/** So many are drawn at once: what is further down is found by searching, not by scrolling. */
const maxShown = 200;

function Languages({
  tags,
  isNamed = false,
}: {
  readonly tags: readonly string[];
  readonly isNamed?: boolean;
}) {
  const [first] = tags;
  if (first === undefined) return null;
  const more = tags.length > 1 ? ` +${tags.length - 1}` : "";
  return (
    <span class="tag" title={tags.map(languageName).join(", ")}>
      {isNamed ? languageName(first) : first}
      {more}
    </span>
  );
}

function matching(voices: readonly Voice[], search: string): readonly Voice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return voices;
  return voices.filter(({ name, languages }) => {
    const text = [name, ...languages, ...languages.map(languageName)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The arrow keys go through the voices, from the search field on. */
function moveFocus(event: KeyboardEvent, list: HTMLUListElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || list === null) return;
  event.preventDefault();
  const voices = [...list.querySelectorAll<HTMLButtonElement>("button.voice")];
  const at = voices.findIndex((voice) => voice === document.activeElement);
  voices[Math.max(0, at + step)]?.focus();
}

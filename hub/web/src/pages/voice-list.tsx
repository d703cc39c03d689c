import { useMemo, useRef, useState } from "preact/hooks";
import type { Voice } from "../api/bodies.ts";
import type { ApiError } from "../api/client.ts";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { byLanguage, defaultWords, matching, type VoiceGroup } from "../text/voice-words.ts";
import { type KnownVoices, useKnownVoices } from "./known-voices.ts";
import { type VoiceFilter, VoiceFilters } from "./voice-filters.tsx";
import { VoiceRow } from "./voice-row.tsx";

export type VoiceListProps = {
  readonly model: string;
  readonly voices: readonly Voice[];
  /** A voice's id; undefined: the provider's default. */
  readonly value: string | undefined;
  readonly onChange: (voice: string | undefined) => void;
  /** Lets several voices speak the text. */
  readonly onCompare: (voices: readonly Voice[]) => void;
};

/** Every voice of a model by language, with search, filters, previews and favourites. */
export function VoiceList({ model, voices, value, onChange, onCompare }: VoiceListProps) {
  const [filter, setFilter] = useState<VoiceFilter>({ language: "", gender: "" });
  const [search, setSearch] = useState("");
  const [compared, setCompared] = useState<readonly Voice[]>([]);
  const [error, setError] = useState<ApiError>();
  const { known, toggle } = useKnownVoices(model);
  const found = useMemo(() => filtered(matching(voices, search), filter), [voices, search, filter]);
  const isWhole = search === "" && filter.language === "" && filter.gender === "";
  const groups = isWhole ? [...ownGroups(voices, known), ...byLanguage(found)] : byLanguage(found);
  const list = useRef<HTMLDivElement>(null);
  const compare = (voice: Voice): void =>
    setCompared((before) =>
      before.includes(voice) ? before.filter((one) => one !== voice) : [...before, voice],
    );
  return (
    <div class="voice-list" onKeyDown={(event) => moveFocus(event, list.current)}>
      <label class="search">
        <Icon name="search" />
        <input
          // Read by the dialog as it opens.
          autofocus
          type="search"
          aria-label="Search voices"
          placeholder="A name, a language, female or male"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            // It would submit the form around the dialog.
            event.preventDefault();
            if (search !== "" && found[0]) onChange(found[0].id);
          }}
        />
      </label>
      <VoiceFilters voices={voices} filter={filter} onChange={setFilter} />
      <p class="count" role="status">
        {found.length} of {voices.length} voices
      </p>
      {error !== undefined && <ErrorNote error={error} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Safari scrolls no other. */}
      <div class="voice-groups" ref={list} tabIndex={0} role="region" aria-label="Voices">
        {isWhole && (
          <button
            type="button"
            class="voice"
            aria-pressed={value === undefined}
            onClick={() => onChange(undefined)}
          >
            {defaultWords(voices)}
          </button>
        )}
        {groups.map(({ title, voices: group }) => (
          <section key={title}>
            <h3>{title}</h3>
            <ul>
              {group.slice(0, maxShown).map((voice) => (
                <VoiceRow
                  key={voice.id}
                  voice={voice}
                  isChosen={voice.id === value}
                  isFavourite={known.favourites.includes(voice.id)}
                  isCompared={compared.includes(voice)}
                  canCompare={compared.length < maxCompared}
                  onChoose={() => onChange(voice.id)}
                  onFavourite={() => toggle(voice.id)}
                  onCompare={() => compare(voice)}
                  onFailed={setError}
                />
              ))}
            </ul>
            {group.length > maxShown && (
              <p class="count">{group.length - maxShown} more: search to find them.</p>
            )}
          </section>
        ))}
      </div>
      {found.length === 0 && <p class="count">No voice matches. Try fewer words.</p>}
      {compared.length > 0 && (
        <div class="dialog-actions">
          <button
            type="button"
            class="primary"
            disabled={compared.length < 2}
            onClick={() => onCompare(compared)}
          >
            {compared.length < 2
              ? "Choose another voice to compare"
              : `Compare ${compared.length} voices`}
          </button>
        </div>
      )}
    </div>
  );
}

/** So many are drawn of one language: what is further down is found by searching, not by scrolling. */
const maxShown = 100;

/** More than four takes of one text nobody keeps apart. */
const maxCompared = 4;

function filtered(voices: readonly Voice[], { language, gender }: VoiceFilter): readonly Voice[] {
  return voices.filter(
    (voice) =>
      (gender === "" || voice.gender === gender) &&
      (language === "" || voice.languages.some((tag) => tag.toLowerCase().startsWith(language))),
  );
}

function ownGroups(
  voices: readonly Voice[],
  { favourites, recent }: KnownVoices,
): readonly VoiceGroup[] {
  const pick = (ids: readonly string[]): readonly Voice[] =>
    ids.flatMap((id) => voices.find((voice) => voice.id === id) ?? []);
  const unmarked = recent.filter((id) => !favourites.includes(id));
  return [
    { title: "Favourites", voices: pick(favourites) },
    { title: "Recently used", voices: pick(unmarked) },
  ].filter((group) => group.voices.length > 0);
}

/** The arrow keys go through the voices, from the search field on. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || list === null || event.target instanceof HTMLSelectElement) return;
  event.preventDefault();
  const voices = [...list.querySelectorAll<HTMLButtonElement>("button.voice")];
  const at = voices.findIndex((voice) => voice === document.activeElement);
  voices[Math.max(0, at + step)]?.focus();
}

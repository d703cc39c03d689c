import type { Voice } from "../api/bodies.ts";
import { Select } from "../components/field.tsx";
import { language as languageName } from "../text/format.ts";
import { baseLanguage } from "../text/voice-words.ts";

/** Empty: any. */
export type VoiceFilter = { readonly language: string; readonly gender: "" | "female" | "male" };

type VoiceFiltersProps = {
  readonly voices: readonly Voice[];
  readonly filter: VoiceFilter;
  readonly onChange: (filter: VoiceFilter) => void;
};

/** Choices that tell the voices apart; none where there is nothing to tell. */
export function VoiceFilters({ voices, filter, onChange }: VoiceFiltersProps) {
  const languages = [...new Set(voices.flatMap((voice) => baseLanguage(voice) ?? []))];
  const named = languages.map((base) => [base, languageName(base)] as const);
  named.sort((a, b) => a[1].localeCompare(b[1]));
  const hasGenders = voices.some(({ gender }) => gender !== null);
  if (languages.length < 2 && !hasGenders) return null;
  return (
    <div class="voice-filters">
      {languages.length > 1 && (
        <Select
          label="Spoken language"
          value={filter.language}
          options={[["", "All languages"] as const, ...named]}
          onChange={(language) => onChange({ ...filter, language })}
        />
      )}
      {hasGenders && (
        <Select
          label="Gender"
          value={filter.gender}
          options={[
            ["", "Any"],
            ["female", "Female"],
            ["male", "Male"],
          ]}
          onChange={(gender) =>
            onChange({ ...filter, gender: gender === "female" || gender === "male" ? gender : "" })
          }
        />
      )}
    </div>
  );
}

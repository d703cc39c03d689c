import type { Section } from "./open-api.ts";

/** The way through the reference where there is no room for a list beside it. */
export function SectionSelect({ sections }: { readonly sections: readonly Section[] }) {
  return (
    <label class="field section-select">
      <span class="visually-hidden">Go to</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          location.hash = currentTarget.value;
          // The same one can be chosen again.
          currentTarget.value = "";
        }}
      >
        <option value="">Go to…</option>
        {sections.map(({ title, operations }) => (
          <optgroup key={title} label={title}>
            {operations.map(({ id, summary }) => (
              <option key={id} value={id}>
                {summary}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

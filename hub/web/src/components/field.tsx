import type { ComponentChildren } from "preact";

type SelectProps = {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
};

/** A choice among few. */
export function Select({ label, value, options, onChange, disabled = false }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

type TextFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "search" | "password" | "number";
  readonly placeholder?: string;
  readonly hint?: ComponentChildren;
  readonly required?: boolean;
  readonly autocomplete?: string;
};

/** A line to fill in. */
export function TextField({
  label,
  value,
  onInput,
  hint,
  type = "text",
  ...input
}: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...input}
        // Preact's types know inputs of one type at a time.
        {...({ type } as { readonly type: "text" })}
        min={type === "number" ? 0 : undefined}
        step={type === "number" ? "any" : undefined}
        spellcheck={false}
        dir={type === "text" ? "auto" : undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

import { TextField } from "../components/field.tsx";

/** The engine's settings as they are typed; those left out are as the engine likes them. */
export type Controls = Readonly<Partial<Record<ControlName, string>>>;

type ControlName = (typeof fields)[number]["name"];

type ControlFieldsProps = {
  readonly controls: Controls;
  readonly onChange: (controls: Controls) => void;
};

/** Fields for what Dia lets one set. */
export function ControlFields({ controls, onChange }: ControlFieldsProps) {
  return (
    <div class="control-fields">
      {fields.map(({ name, label, usual, range }) => (
        <TextField
          key={name}
          label={label}
          type="number"
          placeholder={usual}
          hint={range}
          value={controls[name] ?? ""}
          onInput={(text) => onChange({ ...controls, [name]: text })}
        />
      ))}
    </div>
  );
}

/** Those that were typed, by their names. */
export function namedControls(controls: Controls): Readonly<Record<string, number>> {
  const typed = Object.entries(controls).filter(([, text]) => text.trim() !== "");
  return Object.fromEntries(typed.map(([name, text]) => [name, Number(text)]));
}

const fields = [
  { name: "temperature", label: "Temperature", usual: "1.8", range: "0.1 to 2: more is livelier" },
  {
    name: "cfg_scale",
    label: "Guidance",
    usual: "3",
    range: "1 to 5: more is closer to the script",
  },
  { name: "top_p", label: "Top p", usual: "0.95", range: "0.1 to 1" },
  { name: "cfg_filter_top_k", label: "Top k", usual: "45", range: "1 to 100" },
  { name: "speed_factor", label: "Speed", usual: "1", range: "0.5 to 2" },
  {
    name: "max_new_tokens",
    label: "Max tokens",
    usual: "3072",
    range: "256 to 4096: how long it may get",
  },
  { name: "seed", label: "Seed", usual: "Random", range: "The same seed, the same recording" },
] as const;

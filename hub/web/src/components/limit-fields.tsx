import type { Limits } from "../api/bodies.ts";
import { TextField } from "./field.tsx";

/** Limits as they are typed; empty: none. Audio in minutes, as people think of it. */
export type LimitTexts = Readonly<Record<keyof Limits, string>>;

export const noLimits: LimitTexts = {
  requests_per_minute: "",
  concurrent: "",
  audio_seconds_per_day: "",
  audio_seconds_per_month: "",
};

type LimitFieldsProps = {
  readonly texts: LimitTexts;
  readonly onChange: (texts: LimitTexts) => void;
};

/** Fields for the four limits. */
export function LimitFields({ texts, onChange }: LimitFieldsProps) {
  return (
    <div class="limit-fields">
      {fields.map(([field, label]) => (
        <TextField
          key={field}
          label={label}
          type="number"
          placeholder="No limit"
          value={texts[field]}
          onInput={(text) => onChange({ ...texts, [field]: text })}
        />
      ))}
    </div>
  );
}

export function textsOf(limits: Limits): LimitTexts {
  const text = (field: keyof Limits): string => {
    const limit = limits[field];
    return limit === null ? "" : String(isAudio(field) ? limit / 60 : limit);
  };
  return {
    requests_per_minute: text("requests_per_minute"),
    concurrent: text("concurrent"),
    audio_seconds_per_day: text("audio_seconds_per_day"),
    audio_seconds_per_month: text("audio_seconds_per_month"),
  };
}

export function limitsOf(texts: LimitTexts): Limits {
  const limit = (field: keyof Limits): number | null => {
    const text = texts[field].trim();
    return text === "" ? null : Number(text) * (isAudio(field) ? 60 : 1);
  };
  return {
    requests_per_minute: limit("requests_per_minute"),
    concurrent: limit("concurrent"),
    audio_seconds_per_day: limit("audio_seconds_per_day"),
    audio_seconds_per_month: limit("audio_seconds_per_month"),
  };
}

const fields = [
  ["audio_seconds_per_day", "Minutes of audio a day"],
  ["audio_seconds_per_month", "Minutes of audio a month"],
  ["requests_per_minute", "Requests a minute"],
  ["concurrent", "Requests at once"],
] as const;

function isAudio(field: keyof Limits): boolean {
  return field.startsWith("audio");
}

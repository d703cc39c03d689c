import type { Model, Voice } from "../api/bodies.ts";
import { Select, TextField } from "../components/field.tsx";
import { useSession } from "../shell/session-context.ts";
import { language as languageName } from "../text/format.ts";
import type { Draft } from "./draft.ts";
import { knows } from "./speech-body.ts";
import { VoicePicker } from "./voice-picker.tsx";

type SpeakSettingsProps = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** The one that would speak; undefined: none is there. */
  readonly model: Model | undefined;
  readonly models: readonly Model[];
  readonly voices: readonly Voice[];
  readonly onCompare: (voices: readonly Voice[]) => void;
};

/** Who speaks, and how. */
export function SpeakSettings(props: SpeakSettingsProps) {
  const { draft, change, model, models, voices, onCompare } = props;
  const { formats } = useSession().hub;
  return (
    <>
      <div class="settings">
        <Select
          label="Model"
          value={model?.id ?? draft.model ?? ""}
          options={modelOptions(models, draft.model)}
          disabled={model === undefined}
          onChange={(id) => change({ model: id, voice: undefined, language: undefined })}
        />
        <VoicePicker
          model={model?.id ?? ""}
          voices={voices}
          value={draft.voice}
          onChange={(voice) => change({ voice })}
          onCompare={onCompare}
        />
        <Select
          label="Language"
          value={draft.language ?? ""}
          options={[["", "Automatic"] as const, ...languageOptions(model)]}
          onChange={(tag) => change({ language: tag === "" ? undefined : tag })}
        />
        <Select
          label="Format"
          value={draft.format}
          options={formatOptions(formats)}
          onChange={(format) => change({ format })}
        />
      </div>
      {(knows(model, "speed") || knows(model, "instructions")) && (
        <details class="more-settings">
          <summary>More settings</summary>
          <div class="settings-more">
            {knows(model, "speed") && (
              <TextField
                label="Speed"
                type="number"
                placeholder="1"
                hint="0.25 to 4; 1 is the voice’s own pace."
                value={draft.speed}
                onInput={(speed) => change({ speed })}
              />
            )}
            {knows(model, "instructions") && (
              <TextField
                label="Instructions"
                placeholder="Calm, almost whispering"
                hint="How the text should be spoken."
                value={draft.instructions}
                onInput={(instructions) => change({ instructions })}
              />
            )}
          </div>
        </details>
      )}
    </>
  );
}

/** What the hub makes; samples without a head (`pcm`) are for programs. */
function formatOptions(formats: readonly string[]): readonly (readonly [string, string])[] {
  const files = formats.filter((format) => format !== "pcm");
  return files.map((format) => [format, format === "opus" ? "Opus" : format.toUpperCase()]);
}

/** The model that was chosen stays to be read while it is away. */
function modelOptions(
  models: readonly Model[],
  wanted: string | undefined,
): readonly (readonly [string, string])[] {
  if (models.length > 0) return models.map(({ id }) => [id, id] as const);
  return wanted === undefined ? [["", "None online"]] : [[wanted, `${wanted} (offline)`]];
}

function languageOptions(model: Model | undefined): readonly (readonly [string, string])[] {
  const tags = model?.languages ?? [];
  const named = tags.map((tag) => [tag, `${languageName(tag)} · ${tag}`] as const);
  return named.sort((a, b) => a[1].localeCompare(b[1]));
}

import type { Model } from "../api/bodies.ts";
import type { Draft } from "./draft.ts";

/** The body of `POST /v1/audio/speech` for a draft; settings that the model does not know are left out. */
export function speechBody(draft: Draft, model: Model): Readonly<Record<string, unknown>> {
  const { input, voice, language, format } = draft;
  const speed = knows(model, "speed") ? Number(draft.speed) : 0;
  const instructions = knows(model, "instructions") ? draft.instructions.trim() : "";
  return {
    model: model.id,
    input,
    response_format: format,
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
    ...(speed > 0 && { speed }),
    ...(instructions !== "" && { instructions }),
  };
}

/** Whether one of the model's providers says that it does this. */
export function knows(model: Model | undefined, feature: "speed" | "instructions"): boolean {
  return model?.supported_features.includes(feature) ?? false;
}

import type { Open } from "@club/shared/wire/messages.ts";
import type { Utterance } from "../engines/engine.ts";

/** What an OPEN asks for, in the engines' terms. OpenAI's `speed` travels among the parameters. */
export function utteranceOf(open: Open, prompt: Utterance["prompt"] | undefined): Utterance {
  const { speed, ...parameters } = open.parameters;
  return {
    text: open.text,
    parameters: { ...open.structures, ...parameters },
    ...(open.voice !== undefined && { voice: open.voice }),
    ...(open.language !== undefined && { language: open.language }),
    ...(open.instructions !== undefined && { instructions: open.instructions }),
    ...(typeof speed === "number" && { speed }),
    ...(prompt !== undefined && { prompt }),
  };
}

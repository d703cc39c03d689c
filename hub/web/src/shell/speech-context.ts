import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Speech } from "../audio/use-speech.ts";

export const SpeechContext = createContext<Speech | undefined>(undefined);

/** The speech of the whole dashboard: it goes on while its pages come and go. */
export function useFrameSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === undefined) throw new Error("There is no frame around this.");
  return speech;
}

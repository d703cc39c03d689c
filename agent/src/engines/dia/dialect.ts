import type { Started } from "../begin-speech.ts";
import type { Utterance, Voice } from "../engine.ts";
import type { KnownServer } from "../recognize/known-server.ts";
import type { ReferenceServer } from "../reference/with-reference.ts";

/** All that is known of one server of Dia. */
export type DiaPreset = KnownServer & {
  readonly dialect: (server: ReferenceServer) => DiaDialect;
};

/** How one server of Dia is spoken to. */
export type DiaDialect = {
  /** The parameters that reach the server. */
  readonly parameters: readonly string[];
  voices(signal: AbortSignal): Promise<readonly Voice[]>;
  start(utterance: Utterance, signal: AbortSignal): Promise<Started>;
};

/** Dia reads scripts: text without a speaker's tag is given to the voice's speaker, `[S1]` or `[S2]`. */
export function asScript(utterance: Utterance): string {
  if (/^\s*\[S[12]\]/.test(utterance.text)) return utterance.text;
  return `${utterance.voice === "S2" ? "[S2]" : "[S1]"} ${utterance.text}`;
}

/** Something that can probably speak: what was recognized, and the settings of a service for it. */
export type Candidate = {
  /** Its name for people: `Kokoro-FastAPI`, `espeak-ng`. */
  readonly server: string;
  /** Where it is: an address, or a program's path. */
  readonly at: string;
  /** As an entry of `services:` in the agent's file. */
  readonly settings: ServiceSettings;
};

export type ServiceSettings = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

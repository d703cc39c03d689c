/** The bounds of `init` and `test`, each with its reason. */
export const initLimits = {
  /** A port of this machine answers at once, one of the local network nearly so. */
  probeMs: 8_000,
  /** A trial: a cold model may load before it speaks its one sentence. */
  trialMs: 120_000,
  /** A server that was named and loads its model is waited for, and looked at this often. */
  loadMs: 120_000,
  loadLookMs: 1_000,
  /** Servers that are tried at once. */
  serversAtOnce: 4,
  /** Models of one server that are tried: LocalAI lists its language models among them. */
  modelsOfServer: 8,
  /** Names of voices that are shown. */
  shownVoices: 3,
  /** What `test` reads of its text. */
  textBytes: 1_048_576,
  /** Programs are cheap to start; past this they only share the processor. */
  programSlots: 4,
} as const;

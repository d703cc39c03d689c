/** The engine's voices. */
export const voices: readonly string[] = ["one", "two"];

/** A request that its client gave up: its text, and when on the machine's monotonic clock. */
export type Closing = { readonly input: string; readonly atNs: string };

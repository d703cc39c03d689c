/** An error in a log that people read: where in the program it came up helps only who looks for it there. */
export function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name: type, message, cause } = error;
  return { type, message, ...(cause instanceof Error && { cause: cause.message }) };
}

/** Whether a log of this level is for those who look into the program. */
export function showsStacks(level: string): boolean {
  return level === "debug" || level === "trace";
}

/** One thing that is wrong with the configuration: where it stands, and what to do about it. */
export type Problem = { readonly where: string; readonly what: string };

export function problemLines(problems: readonly Problem[]): string {
  return problems.map(({ where, what }) => `${where}: ${what}`).join("\n");
}

/** One thing that is wrong with the configuration: where it stands, and what to do about it. */
export type Problem = { readonly where: string; readonly what: string };

export function problemLine({ where, what }: Problem): string {
  return `${where}: ${what}`;
}

export function problemLines(problems: readonly Problem[]): string {
  return problems.map(problemLine).join("\n");
}

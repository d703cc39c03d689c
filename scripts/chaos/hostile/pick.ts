/** One of some, by chance. */
export function pick<T>(some: readonly T[], random: () => number): T {
  return some[Math.floor(random() * some.length)] as T;
}

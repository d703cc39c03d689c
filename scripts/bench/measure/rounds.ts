/**
 * Measures everything once, then everything again: what else the machine does hits all alike. Each
 * round begins with another one, so that nobody always comes after the same.
 *
 * @returns what was measured of each, by round, in the order of the items
 */
export async function inRounds<Item, Figures>(
  rounds: number,
  items: readonly Item[],
  measure: (item: Item, round: number) => Promise<Figures>,
): Promise<readonly (readonly Figures[])[]> {
  const figures = items.map((): Figures[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < items.length; turn += 1) {
      const index = (round + turn) % items.length;
      figures[index]?.push(await measure(items[index] as Item, round));
    }
  }
  return figures;
}

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** What axe-core finds serious or critical in a page, in light and in dark, each with where it is. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    // Nothing moves: colours on their way from one scheme to the other have any contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate<Pick<AxeResults, "violations">>(run);
    const serious = violations.filter(
      ({ impact }) => impact === "serious" || impact === "critical",
    );
    for (const { id, nodes } of serious) {
      found.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    }
  }
  return found;
}

/** Without its copies of style sheets: making them is against the page's policy. */
const run = "axe.run({ preload: false })";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

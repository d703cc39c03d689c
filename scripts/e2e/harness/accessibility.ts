import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/**
 * What axe-core finds in a page against WCAG 2.2 AA, and whatever else it calls serious or critical, in
 * light and in dark, each with where it is.
 */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    // Nothing moves: colours on their way from one scheme to the other have any contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate<Pick<AxeResults, "violations">>(run);
    for (const { id, impact, tags, nodes } of violations) {
      const isOfWcag = tags.some((tag) => /^wcag2\d?a{1,2}$/.test(tag));
      if (!isOfWcag && impact !== "serious" && impact !== "critical") continue;
      found.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    }
  }
  return found;
}

/**
 * Without its copies of style sheets: making them is against the page's policy. The size of targets
 * (WCAG 2.2, 2.5.8) is looked at only where it is asked for.
 */
const run = `axe.run({ preload: false, rules: { "target-size": { enabled: true } } })`;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

import type { AgentStatus } from "./agent-status.ts";
import { statusText } from "./status-text.ts";

/** Home, and what comes after each line: erase the rest of it; at the end: the rest of the screen. */
const home = "\x1b[H";
const eraseLine = "\x1b[K";
const eraseBelow = "\x1b[J";
const enterScreen = "\x1b[?1049h\x1b[?25l";
const leaveScreen = "\x1b[?25h\x1b[?1049l";

/** One picture of the view, drawn over the one before it: no flicker, nothing left of the old one. */
export function frame(
  statuses: readonly AgentStatus[],
  size: { readonly columns: number; readonly rows: number },
  now: Date,
): string {
  const text =
    statuses.length === 0 ? "No agent runs here.\n" : statuses.map(statusText).join("\n");
  const clock = now.toTimeString().slice(0, 8);
  const lines = [...text.trimEnd().split("\n"), "", `${clock}  Ctrl-C leaves`];
  const shown = lines.slice(0, size.rows).map((line) => clipped(line, size.columns));
  return `${home}${shown.map((line) => `${line}${eraseLine}`).join("\r\n")}${eraseBelow}`;
}

/** Shows pictures on the terminal's other screen, and gives the old one back in the end. */
export function openScreen(out: (text: string) => void): Disposable {
  out(enterScreen);
  return { [Symbol.dispose]: () => out(leaveScreen) };
}

function clipped(line: string, columns: number): string {
  const characters = Array.from(line);
  return characters.length <= columns ? line : `${characters.slice(0, columns - 1).join("")}…`;
}

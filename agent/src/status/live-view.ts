import { clip } from "@club/shared/terminal/clip.ts";
import { type Paint, painter } from "@club/shared/terminal/paint.ts";
import { safe, SafeText } from "@club/shared/terminal/safe-text.ts";
import type { AgentStatus } from "./agent-status.ts";
import { statusLines } from "./status-text.ts";

/** Home, and what comes after each line: erase the rest of it; at the end: the rest of the screen. */
const home = "\x1b[H";
const eraseLine = "\x1b[K";
const eraseBelow = "\x1b[J";
const enterScreen = SafeText.trusted("\x1b[?1049h\x1b[?25l");
const leaveScreen = SafeText.trusted("\x1b[?25h\x1b[?1049l");

/** One picture of the view, drawn over the one before it: no flicker, nothing left of the old one. */
export function frame(
  statuses: readonly AgentStatus[],
  size: { readonly columns: number; readonly rows: number },
  now: Date,
  paint: Paint = painter(false),
): SafeText {
  const clock = now.toTimeString().slice(0, 8);
  const lines = [...bodyLines(statuses, paint), "", `${clock}  Ctrl-C leaves`];
  const shown = lines.slice(0, size.rows).map((line) => clip(safe`${line}`, size.columns));
  const drawn = shown.map((line) => `${String(line)}${eraseLine}`).join("\r\n");
  return SafeText.trusted(`${home}${drawn}${eraseBelow}`);
}

function bodyLines(statuses: readonly AgentStatus[], paint: Paint) {
  if (statuses.length === 0) return ["No agent runs here."];
  return statuses.flatMap((one, at) => [...(at > 0 ? [""] : []), ...statusLines(one, paint)]);
}

/** Shows pictures on the terminal's other screen, and gives the old one back in the end. */
export function openScreen(out: (text: SafeText) => void): Disposable {
  out(enterScreen);
  return { [Symbol.dispose]: () => out(leaveScreen) };
}

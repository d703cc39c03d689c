import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { safe } from "@club/shared/terminal/safe-text.ts";
import { agentLimits } from "../limits.ts";
import type { Terminal } from "./terminal.ts";

/** One line of standard input; typed at a terminal it does not show. */
export async function askSecret(prompt: string, terminal: Terminal): Promise<string> {
  if (!process.stdin.isTTY) return await readInput();
  const silent = new Writable({ write: (_, __, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Only now that the terminal has stopped echoing: the answer may come at once.
  terminal.err(safe`${prompt}`);
  try {
    return await lines.question("");
  } finally {
    lines.close();
    terminal.err(safe`\n`);
  }
}

async function readInput(): Promise<string> {
  let text = "";
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    text += part.toString();
    if (text.length > agentLimits.tokenBytes) break;
  }
  return text;
}

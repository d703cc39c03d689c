import { join } from "node:path";
import { execa } from "execa";
import { root } from "../../root.ts";

/**
 * Runs a Python program, which has the packages of scripts/requirements.txt and finds the argument,
 * a JSON value, as `argument`.
 *
 * @returns what it printed
 */
export async function runPython(program: string, argument: unknown): Promise<string> {
  const start = "import json, sys\nargument = json.loads(sys.argv[1])\n";
  const python = join(root, ".venv/bin/python");
  const { stdout } = await execa(python, ["-c", start + program, JSON.stringify(argument)]);
  return stdout;
}

import { join } from "node:path";
import { execa } from "execa";
import { root } from "../../root.ts";
import { type PythonClient, programOf } from "./client-programs.ts";
import { patienceMs } from "./limits.ts";

/**
 * Runs a Python program, which finds the argument, a JSON value, as `argument`. It has the packages
 * of scripts/requirements/tests.txt, or those of a client.
 *
 * @returns what it printed
 */
export async function runPython(
  program: string,
  argument: unknown,
  client?: PythonClient,
): Promise<string> {
  const start = "import json, sys\nargument = json.loads(sys.argv[1])\n";
  const python = client === undefined ? join(root, ".venv/bin/python") : programOf(client);
  const args = ["-c", start + program, JSON.stringify(argument)];
  const { stdout } = await execa(python, args, { timeout: 2 * patienceMs });
  return stdout;
}

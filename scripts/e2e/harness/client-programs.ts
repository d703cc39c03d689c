import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../../root.ts";

/** A client in an environment of its own, which scripts/bootstrap/python-clients.mjs installs. */
export type PythonClient = "livekit" | "pipecat" | "schemathesis" | "vendors" | "wyoming-openai";

/** A program of such an environment. */
export function programOf(client: PythonClient, program = "python"): string {
  return join(folder, client, "bin", program);
}

/**
 * Why a client's tests are to be skipped, as their option `skip`. In CI nothing is skipped: there, a
 * client that is missing fails its tests.
 */
export function withoutClient(client: PythonClient): string | false {
  if (inCi || existsSync(programOf(client))) return false;
  return `${client} is not installed${reasonFor(client)}`;
}

/** The same for a program of the system. */
export function withoutProgram(name: string): string | false {
  return inCi || findProgram(name) !== undefined ? false : `${name} is not on the PATH`;
}

/** Where a program of the system is. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...forAdministrators];
  return folders.map((path) => join(path, name)).find(isProgram);
}

function reasonFor(client: PythonClient): string {
  const file = join(folder, `${client}.reason`);
  return existsSync(file) ? `: ${readFileSync(file, "utf8").trim()}` : "; `npm test` installs it";
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const folder = join(root, ".venv/clients");
const inCi = process.env["CI"] === "true";

/** Debian keeps servers there, which is not on every user's PATH. */
const forAdministrators = ["/usr/sbin", "/usr/local/sbin"];

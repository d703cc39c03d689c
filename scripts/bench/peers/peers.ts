import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../root.ts";

/** Where the peers are installed that are not the system's; git leaves it alone. */
export const peersFolder: string = join(root, ".venv-bench");

/** The newest of each whose dependencies could all be had when this was written. */
export const versions = { litellm: "1.106.0", portkey: "1.15.2" } as const;

/** LiteLLM's proxy. Throws where it is not installed. */
export function litellmProgram(): Promise<string> {
  return installed(join(peersFolder, "bin/litellm"));
}

/** Portkey's gateway, a Node program. Throws where it is not installed. */
export function portkeyProgram(): Promise<string> {
  const folder = join(peersFolder, "portkey/node_modules/@portkey-ai/gateway");
  return installed(join(folder, "build/start-server.js"));
}

/** OpenSSH's server; it wants to be started by its full path. Throws where it is not installed. */
export function sshdProgram(): Promise<string> {
  return installed("/usr/sbin/sshd");
}

async function installed(path: string): Promise<string> {
  try {
    await access(path, constants.R_OK);
    return path;
  } catch (cause) {
    throw new Error("not installed; `pnpm bench --set-up` does that", { cause });
  }
}

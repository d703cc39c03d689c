import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { litellmProgram, peersFolder, portkeyProgram, sshdProgram, versions } from "./peers.ts";

/** Installs the peers that are missing. One that cannot be had is said, and is no reason to stop. */
export async function setUpPeers(): Promise<void> {
  await mkdir(join(peersFolder, "portkey"), { recursive: true });
  await ensure(`LiteLLM ${versions.litellm} into .venv-bench`, litellmProgram, installLitellm);
  await ensure(`Portkey ${versions.portkey} into .venv-bench`, portkeyProgram, installPortkey);
  await ensure("openssh-server with apt-get", sshdProgram, installSshd);
  // After Python's venv, which would leave a file of this name alone or write its own.
  await writeFile(join(peersFolder, ".gitignore"), "*\n");
}

async function ensure(
  what: string,
  find: () => Promise<string>,
  install: () => Promise<void>,
): Promise<void> {
  const isThere = await find().catch(() => undefined);
  if (isThere !== undefined) return;
  console.error(`Installing ${what} …`);
  try {
    await install();
    await find();
  } catch (error) {
    console.error(`Could not install ${what}: ${(error as Error).message}`);
  }
}

async function installLitellm(): Promise<void> {
  await execa("python3", ["-m", "venv", peersFolder]);
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  await execa(join(peersFolder, "bin/python"), [...pip, `litellm[proxy]==${versions.litellm}`]);
}

async function installPortkey(): Promise<void> {
  const cwd = join(peersFolder, "portkey");
  const manifest = {
    private: true,
    dependencies: { "@portkey-ai/gateway": versions.portkey },
    // With newer ones, which its range allows, it answers every clip with 500 ("immutable" headers).
    overrides: { "@hono/node-server": "1.13.8" },
  };
  await writeFile(join(cwd, "package.json"), JSON.stringify(manifest));
  await execa("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd });
}

/** Debian would start it for the whole network at once: a masked service is not started. */
async function installSshd(): Promise<void> {
  await execa("systemctl", ["mask", "ssh.service", "ssh.socket"], { reject: false });
  await execa("apt-get", ["install", "--yes", "--no-install-recommends", "openssh-server"], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
}

import { chmod, mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { sshdProgram } from "../peers/peers.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { startMeasured } from "../measure/process.ts";
import type { Peer } from "./contender.ts";

/**
 * What most people do today: the engine's machine dials out with `ssh -R`. An sshd of its own, on
 * loopback, with keys that live as long as the run.
 */
export const ssh: Peer = {
  name: "ssh -R",
  async start(engine, parentFolder) {
    const folder = join(parentFolder, "ssh");
    await mkdir(folder, { mode: 0o700 });
    const [sshPort, forwardPort] = [await freePort(), await freePort()];
    const { hostKey, userKey } = await makeKeys(folder);
    const config = join(folder, "sshd_config");
    await writeFile(config, sshdConfig(sshPort, hostKey, `${userKey}.pub`));
    // Where sshd locks its children in, when it is root's; the system's service would make it.
    if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    await using opened = new AsyncDisposableStack();
    const sshd = opened.use(startMeasured("sshd", await sshdProgram(), ["-D", "-e", "-f", config]));
    await sshd.untilSays("its port", (log) => /Server listening/.exec(log)?.[0]);
    const forward = `127.0.0.1:${forwardPort}:${new URL(engine.url).host}`;
    const args = [...clientArgs, "-i", userKey, "-p", String(sshPort), "-R", forward];
    const client = opened.use(
      startMeasured("ssh", "ssh", [...args, `${userInfo().username}@127.0.0.1`]),
    );
    const url = `http://127.0.0.1:${forwardPort}`;
    await client.untilTrue("the tunnel", async () => {
      const response = await fetch(`${url}/v1/models`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    });
    const owned = opened.move();
    return {
      name: "ssh -R",
      target: { url: `${url}/v1/audio/speech`, headers: {} },
      processes: { sshd: [sshd.pid], ssh: [client.pid], engine: [engine.pid] },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
};

const clientArgs = [
  "-N",
  ...[
    "ExitOnForwardFailure=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
  ].flatMap((option) => ["-o", option]),
];

function sshdConfig(port: number, hostKey: string, authorizedKeys: string): string {
  const lines = {
    Port: String(port),
    ListenAddress: "127.0.0.1",
    HostKey: hostKey,
    AuthorizedKeysFile: authorizedKeys,
    StrictModes: "no",
    UsePAM: "no",
    PidFile: "none",
    PasswordAuthentication: "no",
    PermitRootLogin: "prohibit-password",
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key} ${value}\n`)
    .join("");
}

async function makeKeys(folder: string): Promise<{ hostKey: string; userKey: string }> {
  const hostKey = join(folder, "host");
  const userKey = join(folder, "user");
  for (const key of [hostKey, userKey]) {
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    await chmod(key, 0o600);
  }
  return { hostKey, userKey };
}

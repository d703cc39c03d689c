import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Failure } from "@club/shared/wire/failures.ts";
import { Agent, fetch, ProxyAgent } from "undici";
import { agentLimits } from "../limits.ts";
import { proxyFor } from "../link/proxy.ts";
import { unreachableHub } from "../link/refusal.ts";

/** The agent's version that a hub hands out. Throws NOT_FOUND when it hands out none. */
export async function offeredVersion(hub: URL): Promise<string> {
  const version = (await fetchText(hub, "install/VERSION")).trim();
  if (/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) return version;
  throw noProgram(hub);
}

/**
 * Fetches the agent for a platform from a hub into a file that can be run. Throws CONFLICT when it is not
 * what its checksum says, and leaves nothing then.
 */
export async function fetchProgram(hub: URL, platform: string, file: string): Promise<void> {
  const name = `club-agent-${platform}${platform.startsWith("win32") ? ".exe" : ""}.gz`;
  const sums = await fetchText(hub, "install/SHA256SUMS");
  const line = sums.split("\n").find((one) => one.endsWith(`  ${name}`));
  if (line === undefined)
    throw new Failure("CONFLICT", `${hub.href} has no agent for ${platform}.`);
  try {
    const hash = createHash("sha256");
    await fetched(hub, `install/${name}`, async (body) => {
      const hashed = new Transform({
        transform: (chunk: Buffer, _, done) => done(null, (hash.update(chunk), chunk)),
      });
      const out = createWriteStream(file, { mode: 0o755, flags: "wx" });
      await pipeline(body, hashed, createGunzip(), bounded(), out);
    });
    if (hash.digest("hex") === line.split(" ")[0]) return;
    throw new Failure("CONFLICT", `${name} is not what its checksum says. Nothing was changed.`);
  } catch (thrown) {
    await rm(file, { force: true });
    throw thrown;
  }
}

async function fetchText(hub: URL, path: string): Promise<string> {
  let text = "";
  await fetched(hub, path, async (body) => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      if (text.length > agentLimits.releaseListChars) throw noProgram(hub);
    }
  });
  return text;
}

/** Through the same proxy as the tunnel. */
async function fetched(
  hub: URL,
  path: string,
  read: (body: Readable) => Promise<void>,
): Promise<void> {
  const base = hub.href.endsWith("/") ? hub.href : `${hub.href}/`;
  const proxy = proxyFor(hub);
  const dispatcher = proxy === undefined ? new Agent() : new ProxyAgent(proxy.href);
  try {
    const response = await fetch(new URL(path, base), {
      dispatcher,
      redirect: "manual",
      signal: AbortSignal.timeout(agentLimits.programMs),
    }).catch((thrown: unknown) => {
      throw unreachableHub(hub.origin, thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw noProgram(hub);
    }
    await read(Readable.from(response.body));
  } finally {
    await dispatcher.close();
  }
}

/** Nothing that unpacks to more than any program has. */
function bounded(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= agentLimits.programBytes) done(null, chunk);
      else done(new Failure("CONFLICT", "The program is larger than any agent is."));
    },
  });
}

function noProgram(hub: URL): Failure {
  return new Failure(
    "NOT_FOUND",
    `${hub.href} hands out no agent. Ask its operator for release_folder.`,
  );
}

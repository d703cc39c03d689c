import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { safe, safeLines, SafeText } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { renderUnicodeCompact } from "uqr";
import { readCredentials, writeCredentials } from "../config/credentials.ts";
import { type Environment, pathsOf } from "../config/paths.ts";
import { settingsTable, variableOf } from "../config/settings-table.ts";
import { checked } from "../config/token-source.ts";
import { checkKey } from "../hub-api/check-key.ts";
import { askForKey, type DeviceCodes } from "../hub-api/device-code.ts";
import { isLoopback } from "../link/agent-url.ts";
import { askSecret } from "./ask-secret.ts";
import type { Terminal } from "./terminal.ts";

export type LoginFlags = {
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly device?: boolean;
  readonly check: boolean;
  readonly insecure?: boolean;
};

/** Gets a key for a hub, checks it there and keeps it. */
export async function login(flags: LoginFlags, terminal: Terminal): Promise<void> {
  const hub = hubOf(flags, terminal.environment);
  const token = await tokenFor(hub, flags, terminal);
  if (flags.check) await checkKey(hub, token);
  await keepKey(hub, token, terminal);
  terminal.out(
    safe`Logged in to ${hub.href}. Next: club-agent serve --type tts --hub ${hub.href}\n`,
  );
}

/** Forgets the key for a hub, or for all. */
export async function logout(hub: string | undefined, terminal: Terminal): Promise<void> {
  const kept = new Map(await keptBy(terminal));
  const gone = hub === undefined ? [...kept.keys()] : [hubOf({ hub }, {}).href];
  for (const one of gone) {
    if (!kept.delete(one)) throw new Failure("CONFLICT", `Nobody is logged in to ${one}.`);
  }
  await writeCredentials(pathsOf(terminal.environment), kept);
  terminal.out(safe`Logged out. The key itself stays valid until it is revoked at the hub.\n`);
}

/** Keeps a key for a hub, in place of an earlier one. */
export async function keepKey(hub: URL, token: string, terminal: Terminal): Promise<void> {
  const kept = await keptBy(terminal);
  await writeCredentials(pathsOf(terminal.environment), new Map(kept).set(hub.href, token));
}

/** The hub that is meant. Throws INVALID_REQUEST without one, or where its key would travel readable. */
export function hubOf(flags: Pick<LoginFlags, "hub" | "insecure">, environment: Environment): URL {
  const text = flags.hub ?? environment[variableOf("hub")];
  const parsed = settingsTable.hub.schema.safeParse(text);
  if (!parsed.success || parsed.data === undefined) {
    throw new Failure("INVALID_REQUEST", "Say which hub: --hub https://hub.example");
  }
  const isOpen = parsed.data.protocol === "http:" && !isLoopback(parsed.data);
  if (!isOpen || flags.insecure === true) return parsed.data;
  throw new Failure("INVALID_REQUEST", "Plain http shows your key on the way: use https.");
}

async function tokenFor(hub: URL, flags: LoginFlags, terminal: Terminal): Promise<string> {
  if (flags.device === true)
    return await askForKey(hub, hostname(), (codes) => showCode(codes, terminal));
  if (flags.tokenFile !== undefined && flags.tokenFile !== "-") {
    const text = await readFile(flags.tokenFile, "utf8").catch((cause: unknown) => {
      throw new Failure("INVALID_REQUEST", `${flags.tokenFile} cannot be read.`, { cause });
    });
    return checked(text, flags.tokenFile);
  }
  return checked(await askSecret(`Key for ${hub.host}: `, terminal), "What you gave");
}

/** The complete link, for a phone as a QR code, and the code alone for who types the address. */
function showCode(codes: DeviceCodes, terminal: Terminal): void {
  const { userCode, address, completeAddress = address, expiresInMs } = codes;
  terminal.out(
    safeLines([
      `Open ${completeAddress} and confirm the code ${userCode}`,
      `(or, at the hub: club-hub providers approve ${userCode}).`,
    ]),
  );
  if (terminal.isTerminal.out) {
    terminal.out(safe`\n${SafeText.trusted(renderUnicodeCompact(completeAddress))}\n\n`);
  }
  terminal.out(safe`It is valid for ${Math.round(expiresInMs / 60_000)} minutes; waiting…\n`);
}

async function keptBy(terminal: Terminal): Promise<ReadonlyMap<string, string>> {
  const result = await readCredentials(pathsOf(terminal.environment));
  if ("credentials" in result) return result.credentials;
  throw new Failure("CONFLICT", `${result.problem.where}: ${result.problem.what}`);
}

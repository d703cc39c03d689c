import { access } from "node:fs/promises";
import { safe, safeLines, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { settingsTable } from "../config/settings-table.ts";
import { exitCodes } from "../exit-codes.ts";
import { redeemCode } from "../hub-api/redeem-code.ts";
import { installService, uninstallService } from "@club/shared/system-service/service-plan.ts";
import { askSecret } from "./ask-secret.ts";
import { configPath, init } from "./init.ts";
import { hubOf, keepKey } from "./run-login.ts";
import { advice, planFor } from "./service.ts";
import type { Terminal } from "./terminal.ts";

export type JoinFlags = {
  readonly name?: string;
  readonly insecure?: boolean;
  readonly server?: readonly string[];
  readonly service: boolean;
};

/** Signs in with a code, finds what speaks here, and serves from now on. Returns the exit code. */
export async function join(
  address: string,
  given: string | undefined,
  flags: JoinFlags,
  terminal: Terminal,
): Promise<number> {
  const hub = hubOf({ ...flags, hub: address }, terminal.environment);
  const name = flags.name ?? settingsTable.name.default();
  const code = given ?? terminal.environment["CLUB_JOIN_CODE"] ?? (await askCode(hub, terminal));
  await keepKey(hub, await redeemCode(hub, code.trim(), name), terminal);
  terminal.out(safe`Signed in to ${hub.href} as ${name}.\n`);
  const config = configPath({}, terminal);
  const isKept = await exists(config);
  if (isKept) {
    terminal.out(safe`${config} is kept as it is; club-agent init --force renews it.\n`);
  } else {
    const found = { hub: hub.href, name, host: "127.0.0.1", usual: true };
    await init(flags.server ?? [], found, terminal);
    if (!(await exists(config))) {
      terminal.err(safeLines(nothingSpeaks));
      return exitCodes.failure;
    }
  }
  const { insecure = false } = flags;
  const options = [...(isKept ? ["--hub", hub.href] : []), ...(insecure ? ["--insecure"] : [])];
  if (flags.service && (await hasService(options, terminal))) return exitCodes.done;
  const { serve } = await import("./run-serve.ts");
  return await serve({ hub: hub.href, insecure }, terminal);
}

function askCode(hub: URL, terminal: Terminal): Promise<string> {
  return askSecret(`Code from ${hub.host}: `, terminal);
}

/** Whether the system runs the agent from now on; where it cannot, nothing of the service stays. */
async function hasService(options: readonly string[], terminal: Terminal): Promise<boolean> {
  try {
    const plan = await planFor({}, options, terminal);
    try {
      await installService(plan);
    } catch (thrown) {
      await uninstallService(plan).catch(() => undefined);
      throw thrown;
    }
    terminal.out(safe`Installed ${plan.path}\n${safeParagraph(advice({}))}`);
    return true;
  } catch (thrown) {
    terminal.err(safe`There is no service: ${asFailure(thrown).message}\nServing here instead.\n`);
    return false;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const nothingSpeaks: readonly string[] = [
  "You are signed in, but there is nothing to share yet. Start a speech server, or take one:",
  "  club-agent engines install piper",
  "Then: club-agent init (for a server of yours), and club-agent service install.",
];

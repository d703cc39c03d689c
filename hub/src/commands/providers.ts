import { safe } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { DeviceLogin } from "../accounts/device-login.ts";
import { systemClock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import type { Terminal } from "./terminal.ts";
import { accountsOf, withStore } from "./with-store.ts";

/** Adds `providers approve|deny` to the program: agents that show a code. They work beside a running hub. */
export function addProvidersCommands(program: Command, terminal: Terminal): void {
  const providers = program.command("providers").description("confirm agents that show a code");
  providers
    .command("approve <code>")
    .description("give the agent that shows this code a key")
    .option("--user <name>", "whose provider it will be; not needed where the hub has one user")
    .addOption(dataFolderOption())
    .addHelpText("after", "\nExample:\n  $ club-hub providers approve BCDF-GHJK --user ann\n")
    .action(async (code: string, { user, data }: { user?: string; data: string }) => {
      const owner = user ?? (await withStore(data, onlyUser));
      const { name } = await withDevices(data, (devices) =>
        devices.approve(code, { ...operator, userName: owner }),
      );
      terminal.out(safe`The agent "${name}" now gets a key of ${owner}'s.\n`);
    });
  providers
    .command("deny <code>")
    .description("send the agent that shows this code away")
    .addOption(dataFolderOption())
    .addHelpText("after", "\nExample:\n  $ club-hub providers deny BCDF-GHJK\n")
    .action(async (code: string, { data }: { data: string }) => {
      const { name } = await withDevices(data, (devices) => devices.deny(code, operator));
      terminal.out(safe`The agent "${name}" was sent away.\n`);
    });
}

/** Who has a shell on the hub's machine may do anything. */
const operator = { userId: "", userName: "", keyId: undefined, scopes: ["admin"] } as const;

async function onlyUser(store: Store): Promise<string> {
  const [first, ...others] = await store.accounts.listUsers();
  if (first !== undefined && others.length === 0) return first.name;
  throw new Failure("INVALID_REQUEST", "Say whose provider it will be: --user NAME.");
}

function withDevices<T>(data: string, use: (devices: DeviceLogin) => Promise<T>): Promise<T> {
  return withStore(data, (store) =>
    use(new DeviceLogin(store.deviceCodes, accountsOf(store), systemClock)),
  );
}

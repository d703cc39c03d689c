import { safe, safeJson, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import type { Command } from "commander";
import { auditEntry, operator } from "../accounts/audit.ts";
import type { UserChange } from "../accounts/accounts.ts";
import type { User } from "../accounts/user.ts";
import { systemClock } from "../clock.ts";
import { userBody } from "../http/account-bodies.ts";
import type { UserAllowanceOptions } from "./allowance-options.ts";
import { addUserAllowanceOptions, userAllowanceIn } from "./allowance-options.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { shortTime } from "./short-time.ts";
import type { Terminal } from "./terminal.ts";
import { accountsOf, withNewStore, withStore } from "./with-store.ts";

/** Adds `users create|list|set|disable|enable` to the program. They work beside a running hub. */
export function addUsersCommands(program: Command, terminal: Terminal): void {
  const users = program.command("users").description("make, list and change users");
  addCreate(users, terminal);
  addList(users, terminal);
  addSet(users, terminal);
  addSwitch(users, terminal, "disable", "refuse all of a user's keys, at once", true);
  addEndShares(users, terminal);
  addSwitch(users, terminal, "enable", "accept a disabled user's keys again", false);
}

type Common = { readonly data: string; readonly json?: true };

function addCreate(users: Command, terminal: Terminal): void {
  const command = users
    .command("create <name>")
    .description("make a user without a key; limits that are not named are the usual ones");
  addUserAllowanceOptions(command)
    .addOption(dataFolderOption())
    .option("--json", "print the user as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  $ club-hub users create ann --audio-seconds-per-day 3600\n",
    )
    .action(async (name: string, options: Common & UserAllowanceOptions) => {
      const user = await withNewStore(options.data, (store) =>
        accountsOf(store).createUser(name, userAllowanceIn(options)),
      );
      print(terminal, options, user);
    });
}

function addList(users: Command, terminal: Terminal): void {
  users
    .command("list")
    .description("list users")
    .addOption(dataFolderOption())
    .option("--json", "print a JSON array")
    .addHelpText("after", "\nExample:\n  $ club-hub users list\n")
    .action(async (options: Common) => {
      const found = await withStore(options.data, (store) => accountsOf(store).listUsers());
      terminal.out(options.json ? safeJson(found.map(userBody)) : userTable(found, terminal));
    });
}

function addSet(users: Command, terminal: Terminal): void {
  const command = users
    .command("set <user>")
    .description("change a user, by name or id; what is not named stays as it is")
    .option("--name <name>", "a new name");
  addUserAllowanceOptions(command)
    .addOption(dataFolderOption())
    .option("--json", "print the user as JSON")
    .addHelpText("after", "\nExample:\n  $ club-hub users set ann --concurrent 4\n")
    .action(
      async (who: string, options: Common & UserAllowanceOptions & { readonly name?: string }) => {
        const change: UserChange = { name: options.name, allowance: userAllowanceIn(options) };
        print(terminal, options, await changeUser(options, who, change));
      },
    );
}

function addEndShares(users: Command, terminal: Terminal): void {
  users
    .command("end-shares <user>")
    .description("end all public links to a user's audio")
    .addOption(dataFolderOption())
    .addHelpText("after", "\nExample:\n  $ club-hub users end-shares ann\n")
    .action(async (who: string, { data }: Common) => {
      const ended = await withStore(data, async (store) => {
        const { id } = await accountsOf(store).getUser(who);
        const count = await store.shares.removeAll(id);
        const entry = auditEntry(operator, systemClock.wallMs(), "share.ended", id, { count });
        await store.audit.append(entry);
        return count;
      });
      terminal.out(safe`Ended ${ended} links.\n`);
    });
}

function addSwitch(
  users: Command,
  terminal: Terminal,
  word: string,
  description: string,
  disabled: boolean,
): void {
  users
    .command(`${word} <user>`)
    .description(description)
    .addOption(dataFolderOption())
    .option("--json", "print the user as JSON")
    .addHelpText("after", `\nExample:\n  $ club-hub users ${word} ann\n`)
    .action(async (who: string, options: Common) => {
      print(terminal, options, await changeUser(options, who, { disabled }));
    });
}

function changeUser({ data }: Common, who: string, change: UserChange): Promise<User> {
  return withStore(data, (store) => accountsOf(store).changeUser(who, change));
}

function print(terminal: Terminal, { json }: Common, user: User): void {
  terminal.out(json ? safeJson(userBody(user)) : userTable([user], terminal));
}

function userTable(users: readonly User[], { columns }: Terminal): SafeText {
  const rows = users.map((user) => [
    user.id,
    user.name,
    shortTime(user.createdMs),
    user.disabledMs === undefined ? "active" : `disabled ${shortTime(user.disabledMs)}`,
  ]);
  return table(userColumns, rows, columns);
}

const userColumns: readonly Column[] = [
  { head: "ID" },
  { head: "NAME", leastWidth: 12 },
  { head: "CREATED", rank: 1 },
  { head: "STATE" },
];

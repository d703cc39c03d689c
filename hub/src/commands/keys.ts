import { safe, safeJson } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { KeyChange } from "../accounts/accounts.ts";
import type { ModelAliases, Routing } from "../accounts/caller.ts";
import { routings } from "../accounts/caller.ts";
import type { Scope } from "../accounts/scope.ts";
import { isScope, scopes } from "../accounts/scope.ts";
import { keyBody } from "../http/account-bodies.ts";
import type { AllowanceOptions, Amount } from "./allowance-options.ts";
import {
  addAllowanceOptions,
  allowanceIn,
  orNull,
  parseAmount,
  parsePositive,
} from "./allowance-options.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { createdKeyText, keyTable } from "./key-texts.ts";
import type { Terminal } from "./terminal.ts";
import { accountsOf, withNewStore, withStore } from "./with-store.ts";

/** Adds `keys create|list|set|revoke` to the program. They work beside a running hub. */
export function addKeysCommands(program: Command, terminal: Terminal): void {
  const keys = program.command("keys").description("make, list, change and revoke API keys");
  addCreate(keys, terminal);
  addList(keys, terminal);
  addSet(keys, terminal);
  addRevoke(keys, terminal);
}

type Common = { readonly data: string; readonly json?: true };

type CreateOptions = Common &
  AllowanceOptions & {
    readonly user: string;
    readonly scope: readonly Scope[];
    readonly name?: string;
    readonly expires?: number;
    readonly routing: Routing;
    readonly providers?: readonly string[];
    readonly alias?: ModelAliases;
  };

function addCreate(keys: Command, terminal: Terminal): void {
  const command = keys
    .command("create")
    .description("make a key, and its user when the name is new; the key is shown this once")
    .requiredOption("--user <name>", "whose key it is")
    .addOption(scopeOption().makeOptionMandatory())
    .option("--name <name>", "what the key is for")
    .option("--expires <days>", "after how many days the key stops working", parsePositive)
    .addOption(routingOption().default("own-first"))
    .addOption(providersOption())
    .addOption(aliasOption());
  addAllowanceOptions(command)
    .addOption(dataFolderOption())
    .option("--json", "print one line of JSON")
    .addHelpText("after", "\nExample:\n  $ club-hub keys create --user ann --scope consumer\n")
    .action(async (options: CreateOptions) => {
      const { secret, key } = await withNewStore(options.data, (store) =>
        accountsOf(store).createKey({
          user: options.user,
          scopes: options.scope,
          name: options.name,
          expiresInDays: options.expires,
          routing: options.routing,
          providers: options.providers,
          modelAliases: options.alias,
          allowance: allowanceIn(options),
        }),
      );
      const { id, userName: user, scopes } = key;
      terminal.out(
        options.json ? safeJson({ id, key: secret, user, scopes }) : createdKeyText(secret, key),
      );
    });
}

function addList(keys: Command, terminal: Terminal): void {
  keys
    .command("list")
    .description("list keys; their secrets are not kept")
    .option("--user <name>", "only this user's")
    .addOption(dataFolderOption())
    .option("--json", "print a JSON array")
    .addHelpText("after", "\nExample:\n  $ club-hub keys list --user ann\n")
    .action(async (options: Common & { readonly user?: string }) => {
      const found = await withStore(options.data, (store) =>
        accountsOf(store).listKeys(options.user),
      );
      terminal.out(options.json ? safeJson(found.map(keyBody)) : keyTable(found, terminal.columns));
    });
}

type SetOptions = Common &
  AllowanceOptions & {
    readonly name?: string;
    readonly scope?: readonly Scope[];
    readonly expires?: Amount;
    readonly routing?: Routing;
    readonly providers?: readonly string[];
    readonly alias?: ModelAliases;
  };

function addSet(keys: Command, terminal: Terminal): void {
  const command = keys
    .command("set <id>")
    .description("change a key; what is not named stays as it is")
    .addOption(scopeOption())
    .option("--name <name>", "what the key is for")
    .option("--expires <days>", "days from now until it stops working (none: never)", parseAmount)
    .addOption(routingOption())
    .addOption(providersOption())
    .addOption(aliasOption());
  addAllowanceOptions(command)
    .addOption(dataFolderOption())
    .option("--json", "print the key as JSON")
    .addHelpText("after", "\nExample:\n  $ club-hub keys set key_0123456789abcdef --concurrent 4\n")
    .action(async (id: string, options: SetOptions) => {
      const change: KeyChange = {
        name: options.name,
        scopes: options.scope,
        expiresInDays: orNull(options.expires),
        routing: options.routing,
        providers: options.providers,
        modelAliases: options.alias,
        allowance: allowanceIn(options),
      };
      const key = await withStore(options.data, (store) => accountsOf(store).changeKey(id, change));
      terminal.out(options.json ? safeJson(keyBody(key)) : keyTable([key], terminal.columns));
    });
}

function addRevoke(keys: Command, terminal: Terminal): void {
  keys
    .command("revoke <id>")
    .description("end a key for good, at once also in a running hub")
    .addOption(dataFolderOption())
    .option("--json", "print the key as JSON")
    .addHelpText("after", "\nExample:\n  $ club-hub keys revoke key_0123456789abcdef\n")
    .action(async (id: string, options: Common) => {
      const key = await withStore(options.data, (store) => accountsOf(store).revokeKey(id));
      terminal.out(
        options.json ? safeJson(keyBody(key)) : safe`Revoked ${key.id} of ${key.userName}.\n`,
      );
    });
}

function scopeOption(): Option {
  return (
    new Option("--scope <scope>", "what the key may do; may be given more than once")
      .choices(scopes)
      // In place of the parser of `choices`, which takes one.
      .argParser<readonly Scope[]>(collectScope)
  );
}

function collectScope(text: string, earlier: readonly Scope[] | undefined): readonly Scope[] {
  if (!isScope(text)) throw new InvalidArgumentError(`Allowed are ${scopes.join(", ")}.`);
  return [...(earlier ?? []), text];
}

function providersOption(): Option {
  const help = "the only providers its requests go to, e.g. ann/home-rig,ben/rig (none: any)";
  return new Option("--providers <names>", help).argParser((text: string) =>
    text === "none" ? [] : text.split(",").map((name) => name.trim()),
  );
}

function aliasOption(): Option {
  const help =
    "what the key calls a model, e.g. tts-1=kokoro; may be given more than once (none: nothing)";
  return new Option("--alias <name=model>", help).argParser(collectAlias);
}

/** The first `=` ends the name. */
function collectAlias(text: string, earlier: ModelAliases | undefined): ModelAliases {
  if (text === "none") return {};
  const [, name = "", model = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name.trim() === "" || model.trim() === "") {
    throw new InvalidArgumentError("It is a name and the model that it stands for: tts-1=kokoro.");
  }
  return { ...earlier, [name.trim()]: model.trim() };
}

function routingOption(): Option {
  return new Option("--routing <preference>", "whose providers its requests go to").choices(
    routings,
  );
}

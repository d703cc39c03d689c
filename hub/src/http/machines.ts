import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import type { MachineBook } from "../providers/machine-book.ts";
import type { Registry } from "../providers/registry.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type MachineRoutesOptions = {
  readonly machines: MachineBook;
  readonly registry: Registry;
  readonly accounts: Pick<Accounts, "listUsers">;
};

/**
 * Machines, attached or not: `GET /v1/machines` lists those that are away, `PATCH` pauses one, `DELETE`
 * forgets one. The caller's own; anybody's for an admin.
 */
export function machineRoutes(options: MachineRoutesOptions): FastifyPluginAsync {
  const { machines, registry, accounts } = options;
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/machines", { schema: list }, async ({ caller }) => {
      const isAdmin = caller.scopes.includes("admin");
      const names = isAdmin ? await namesOf(accounts) : new Map([[caller.userId, caller.userName]]);
      const data = machines.away(isAdmin ? undefined : caller.userId).map((machine) => {
        const { ownerId, name, seenMs } = machine;
        return {
          owner: names.get(ownerId) ?? ownerId,
          name,
          last_seen: Math.floor(seenMs / 1000),
          paused: registry.isPaused(`${ownerId}/${name}`),
        };
      });
      return { object: "list" as const, data };
    });

    routes.patch(
      "/v1/machines/:owner/:name",
      { schema: change },
      async ({ params, body, caller }) => {
        await machines.pause(await keyOf(params, caller, options), body.paused);
        return { ...params, object: "machine" as const, paused: body.paused };
      },
    );

    routes.delete("/v1/machines/:owner/:name", { schema: forget }, async ({ params, caller }) => {
      const key = await keyOf(params, caller, options);
      if (registry.providers.some((provider) => provider.key === key)) {
        throw new Failure("CONFLICT", "This machine is connected. Stop its agent first.");
      }
      await machines.forget(key);
      return { ...params, object: "machine" as const, deleted: true as const };
    });
  };
}

type Params = { readonly owner: string; readonly name: string };

/** Another's machine looks like one that there is not. */
async function keyOf(
  { owner, name }: Params,
  caller: Caller,
  { machines, accounts }: MachineRoutesOptions,
): Promise<string> {
  const ownerId =
    owner === caller.userName ? caller.userId : await foreign(owner, caller, accounts);
  const key = `${ownerId}/${name}`;
  if (ownerId !== undefined && machines.knows(key)) return key;
  throw new Failure("NOT_FOUND", `There is no machine "${owner}/${name}".`, { param: "name" });
}

async function foreign(
  owner: string,
  caller: Caller,
  accounts: MachineRoutesOptions["accounts"],
): Promise<string | undefined> {
  if (!caller.scopes.includes("admin")) return undefined;
  return (await accounts.listUsers()).find((user) => user.name === owner)?.id;
}

async function namesOf(
  accounts: MachineRoutesOptions["accounts"],
): Promise<ReadonlyMap<string, string>> {
  return new Map((await accounts.listUsers()).map(({ id, name }) => [id, name]));
}

const params = z.object({
  owner: z.string().describe("The name of the user whose machine it is."),
  name: z.string().describe("The agent's name."),
});

const tags = ["providers"];
const errors = { 401: errorSchema, 403: errorSchema, 404: errorSchema };

const list = {
  tags,
  summary: "List your machines that are not connected; everybody's for an admin",
  response: {
    200: z
      .object({
        object: z.literal("list"),
        data: z.array(
          z.object({
            owner: z.string(),
            name: z.string(),
            last_seen: z.int().describe("Unix seconds."),
            paused: z.boolean(),
          }),
        ),
      })
      .meta({
        examples: [
          {
            object: "list",
            data: [{ owner: "ann", name: "home-rig", last_seen: 1_772_000_000, paused: false }],
          },
        ],
      }),
    401: errorSchema,
    403: errorSchema,
  },
};

const change = {
  tags,
  summary: "Pause a machine, or put it back into service",
  description:
    "A paused machine ends what it is speaking and gets nothing new, also after it has connected again.",
  params,
  body: z.strictObject({ paused: z.boolean() }).meta({ examples: [{ paused: true }] }),
  response: {
    200: params.extend({ object: z.literal("machine"), paused: z.boolean() }),
    400: errorSchema,
    ...errors,
  },
};

const forget = {
  tags,
  summary: "Forget a machine that is not connected",
  params,
  response: {
    200: params.extend({ object: z.literal("machine"), deleted: z.literal(true) }),
    409: errorSchema,
    ...errors,
  },
};

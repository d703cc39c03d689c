import { Failure } from "@club/shared/wire/failures.ts";
import * as z from "zod";
import { askHub, errorWords } from "../hub-api/ask-hub.ts";

/** One of a key's providers, as the hub sees it. */
export type HubProvider = {
  readonly name: string;
  readonly state: string;
  readonly version: string;
  /** Unix seconds. */
  readonly connected_since: number;
  readonly rtt_ms: number | null;
  readonly services: readonly HubService[];
};

export type HubService = {
  readonly model: string;
  readonly type: string;
  readonly ready: boolean;
  /** Why it is not. */
  readonly reason?: string | null | undefined;
  readonly voices: number;
  readonly slots: number;
  readonly busy: number;
  /** Whether it failed so often that the hub sends requests elsewhere for now. */
  readonly set_aside: boolean;
};

/** All providers of the key's owner. Throws what the hub's refusal means. */
export async function askProviders(hub: URL, token: string): Promise<readonly HubProvider[]> {
  const answer = await askHub(hub, "v1/providers", { token });
  if (answer.status === 401) throw new Failure("INVALID_KEY", "The hub does not know this key.");
  if (answer.status === 403) {
    throw new Failure("PERMISSION_DENIED", "This key may not see providers.");
  }
  const parsed = listSchema.safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data.data;
  throw new Failure("CONFLICT", `The hub does not list providers. ${errorWords(answer)}`.trim());
}

const serviceSchema: z.ZodType<HubService> = z.object({
  model: z.string(),
  type: z.string(),
  ready: z.boolean(),
  reason: z.string().nullish(),
  voices: z.number(),
  slots: z.number(),
  busy: z.number(),
  set_aside: z.boolean(),
});

const providerSchema: z.ZodType<HubProvider> = z.object({
  name: z.string(),
  state: z.string(),
  version: z.string(),
  connected_since: z.number(),
  rtt_ms: z.number().nullable(),
  services: z.array(serviceSchema),
});

const listSchema = z.object({ data: z.array(providerSchema) });

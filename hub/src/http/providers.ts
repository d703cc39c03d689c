import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Caller } from "../accounts/caller.ts";
import type { Clock } from "../clock.ts";
import type { Provider, Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import type { ServiceRecord, ServiceRecords } from "../routing/service-records.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { type WorkBody, workBody, workExample, workSchema } from "./work-body.ts";

export type ProvidersRoutesOptions = {
  readonly registry: Registry;
  readonly records: ServiceRecords;
  /** Whether a provider's owner is told for whom it speaks. */
  readonly providersSeeUsers: boolean;
  readonly clock: Pick<Clock, "monotonicMs">;
};

/** Who is attached: the caller's own providers, all of them for an admin. `GET /v1/providers`. */
export function providersRoutes(options: ProvidersRoutesOptions): FastifyPluginAsync {
  const { registry, records, providersSeeUsers, clock } = options;
  return async (app) => {
    withSchemas(app).get(
      "/v1/providers",
      {
        schema: {
          tags: ["providers"],
          summary: "List your providers that are attached; all of them for an admin",
          response: { 200: providerListSchema, 401: errorSchema },
        },
      },
      ({ caller }) => {
        const mayName = providersSeeUsers || caller.scopes.includes("admin");
        const naming = (user: string): string | null =>
          mayName || user === caller.userName ? user : null;
        const data = visibleProviders(registry, caller).map((one) =>
          providerBody(one, records, clock.monotonicMs(), naming),
        );
        return Promise.resolve({ object: "list" as const, data });
      },
    );
  };
}

/** The providers that a caller may see. */
export function visibleProviders(registry: Registry, caller: Caller): readonly Provider[] {
  return registry.providers.filter((one) => isVisible(one, caller));
}

function isVisible({ owner }: Provider, caller: Caller): boolean {
  return owner.userId === caller.userId || caller.scopes.includes("admin");
}

/** A provider as its owner, or the operator, is shown it. */
export type ProviderBody = {
  readonly id: string;
  readonly object: "provider";
  readonly name: string;
  readonly owner: string;
  readonly version: string;
  readonly state: "online" | "reconnecting";
  readonly paused: boolean;
  readonly connected_since: number;
  readonly rtt_ms: number | null;
  readonly services: readonly ServiceBody[];
};

export type ServiceBody = {
  readonly model: string;
  readonly type: string;
  readonly ready: boolean;
  readonly reason: string | null;
  readonly voices: number;
  readonly features: readonly string[];
  readonly access: "members" | "private" | readonly string[];
  readonly friends: readonly string[];
  readonly slots: number;
  readonly busy: number;
  readonly served: number;
  readonly failed: number;
  readonly failures_in_a_row: number;
  readonly set_aside: boolean;
  readonly first_audio_ms: number | null;
  readonly last_error: string | null;
} & WorkBody;

const serviceFields = z.object({
  model: z.string(),
  type: z.string(),
  ready: z.boolean(),
  reason: z.string().nullable().describe("Why it is not ready."),
  voices: z.int(),
  features: z.array(z.string()),
  access: z.union([z.enum(["members", "private"]), z.array(z.string())]),
  friends: z.array(z.string()).describe("Who is served before others while requests wait."),
  slots: z.int(),
  busy: z.int().describe("Requests of this hub that hold a slot."),
  served: z.int(),
  failed: z.int(),
  failures_in_a_row: z.int(),
  set_aside: z.boolean().describe("Whether it failed so often that requests go elsewhere for now."),
  first_audio_ms: z.number().nullable().describe("A moving average, as the hub sees it."),
  last_error: z.string().nullable(),
});

const serviceSchema: z.ZodType<ServiceBody> = z.intersection(serviceFields, workSchema);

const providerSchema: z.ZodType<ProviderBody> = z
  .object({
    id: z.string(),
    object: z.literal("provider"),
    name: z.string(),
    owner: z.string(),
    version: z.string(),
    state: z.enum(["online", "reconnecting"]),
    paused: z.boolean().describe("Whether its owner has paused it: it gets no new requests."),
    connected_since: z.int().describe("Unix seconds."),
    rtt_ms: z.number().nullable(),
    services: z.array(serviceSchema),
  })
  .meta({
    examples: [
      {
        id: "ann/home-rig",
        object: "provider",
        name: "home-rig",
        owner: "ann",
        version: "0.1.0",
        state: "online",
        paused: false,
        connected_since: 1_772_000_000,
        rtt_ms: 12.5,
        services: [
          {
            model: "kokoro",
            type: "tts",
            ready: true,
            reason: null,
            voices: 67,
            features: ["streaming"],
            access: "members",
            friends: ["ben"],
            slots: 2,
            busy: 1,
            served: 42,
            failed: 0,
            failures_in_a_row: 0,
            set_aside: false,
            first_audio_ms: 180.2,
            last_error: null,
            ...workExample,
          },
        ],
      },
    ],
  });

const providerListSchema = z.object({ object: z.literal("list"), data: z.array(providerSchema) });

/** What `GET /v1/providers` says of a provider. */
export function providerBody(
  provider: Provider,
  records: ServiceRecords,
  nowMs: number,
  naming: (user: string) => string | null = (user) => user,
): ProviderBody {
  return {
    id: provider.id,
    object: "provider",
    name: provider.name,
    owner: provider.owner.userName,
    version: provider.version,
    state: provider.isUsable(nowMs) ? "online" : "reconnecting",
    paused: provider.isPaused,
    connected_since: Math.floor(provider.attachedMs / 1000),
    rtt_ms: provider.roundTripMs ?? null,
    services: provider.services.map((service) => ({
      ...serviceBody(service, records.of(service)),
      ...workBody(records.of(service).work, naming),
    })),
  };
}

function serviceBody(
  { declaration }: Service,
  { busy, breaker }: ServiceRecord,
): Omit<ServiceBody, keyof WorkBody> {
  return {
    model: declaration.model,
    type: declaration.type,
    ready: declaration.ready,
    reason: declaration.reason ?? null,
    voices: declaration.voices.length,
    features: [...declaration.features],
    access: typeof declaration.access === "string" ? declaration.access : [...declaration.access],
    friends: [...(declaration.friends ?? [])],
    slots: declaration.slots,
    busy,
    served: breaker.served,
    failed: breaker.failed,
    failures_in_a_row: breaker.failures,
    set_aside: breaker.isOpen,
    first_audio_ms: breaker.firstAudioMs ?? null,
    last_error: breaker.lastError ?? null,
  };
}

import { closeCodes } from "@club/shared/wire/limits.ts";
import type { Hello, ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { negotiate } from "@club/shared/wire/negotiate.ts";
import type { Refusal } from "@club/shared/wire/refusal.ts";

/** The session that has the agent's name now. */
export type Present = {
  readonly instance: string;
  readonly epoch: number;
  /** Its socket is up and has been heard of lately. */
  readonly isAlive: boolean;
  /** Its agent takes nothing new: it is about to go. */
  readonly isDraining: boolean;
  /** The HELLO holds the token that goes on with its streams. */
  readonly isResumed: boolean;
};

/** How much its owner has here already, and how long until the owner may connect again. */
export type OwnerLoad = {
  readonly agents: number;
  readonly services: number;
  readonly voices: number;
  readonly waitMs: number;
};

export type OwnerLimits = {
  readonly agents: number;
  readonly services: number;
  readonly voices: number;
};

/** How much declarations are beside what an owner has; undefined: they fit. */
export function excessOf(
  declared: readonly ServiceDeclaration[],
  load: Pick<OwnerLoad, "services" | "voices">,
  limits: OwnerLimits,
): string | undefined {
  if (load.services + declared.length > limits.services) {
    return `one owner may have ${limits.services} services here`;
  }
  if (load.voices + voicesOf(declared) > limits.voices) {
    return `one owner may have ${limits.voices} voices here`;
  }
  return undefined;
}

/** Voices that declarations name, each as often as it is named. */
export function voicesOf(declared: readonly ServiceDeclaration[]): number {
  return declared.reduce((sum, { voices }) => sum + voices.length, 0);
}

export type Admission =
  /** The socket carries the present session on. */
  | { readonly outcome: "continue"; readonly protocol: number }
  /** A new session takes the name; the present one is closed, or left to finish what it speaks. */
  | { readonly outcome: "begin"; readonly protocol: number; readonly present: "close" | "leave" }
  | ({ readonly outcome: "refuse" } & Refusal);

/** What becomes of a socket that has said HELLO: the one place that decides it. */
export function admitHello(
  hello: Hello,
  present: Present | undefined,
  load: OwnerLoad,
  limits: OwnerLimits,
): Admission {
  const agreement = negotiate(hello.protocol);
  if (agreement.outcome === "refused") return refuse(agreement.code, agreement.reason);
  const { protocol } = agreement;
  const isSame = present?.instance === hello.instance;
  if (isSame && hello.epoch <= present.epoch) {
    return refuse(closeCodes.superseded, "a newer connection of this agent is here");
  }
  // Going on is no new connect: a bad link may need it often, and streams depend on it.
  if (isSame && present.isResumed) return { outcome: "continue", protocol };
  const refusal = refusalOf(hello, present, load, limits);
  if (refusal !== undefined) return refusal;
  const isLeft = present?.isDraining === true && !isSame;
  return { outcome: "begin", protocol, present: isLeft ? "leave" : "close" };
}

function refusalOf(
  hello: Hello,
  present: Present | undefined,
  load: OwnerLoad,
  limits: OwnerLimits,
): Admission | undefined {
  if (load.waitMs > 0) return refuse(closeCodes.rate, "connecting too often");
  const excess = excessOf(hello.services, load, limits);
  if (excess !== undefined) return refuse(closeCodes.rate, excess);
  if (present === undefined) {
    if (load.agents < limits.agents) return undefined;
    return refuse(closeCodes.rate, `one owner may have ${limits.agents} agents here`);
  }
  const isTaken = present.instance !== hello.instance && present.isAlive && !present.isDraining;
  if (!isTaken) return undefined;
  return refuse(closeCodes.nameTaken, "an agent of this name is connected");
}

function refuse(code: Refusal["code"], reason: string): Admission {
  return { outcome: "refuse", code, reason };
}

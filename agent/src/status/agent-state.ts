import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import type { LinkPhase } from "../link/link-phase.ts";
import type { AgentState } from "./agent-status.ts";

export type AgentSituation = {
  readonly phase: LinkPhase;
  /** Whether the hub has been silent for longer than it should. */
  readonly isSuspect: boolean;
  readonly isDraining: boolean;
  /** Why the agent takes no work by its owner's wish (paused, quiet hours, the day's share is used). */
  readonly closed: string | undefined;
  readonly declared: readonly ServiceDeclaration[];
  /** Requests received since the start. */
  readonly requests: number;
};

/** In one word what the agent does, and in one sentence why no work comes, or not all that could. */
export function agentState(situation: AgentSituation): {
  readonly state: AgentState;
  readonly reason: string | null;
} {
  const { phase, closed, declared } = situation;
  if (phase.at === "refused") return { state: "needs_login", reason: phase.failure.message };
  if (situation.isDraining) {
    return { state: "draining", reason: "It finishes what it has and takes nothing new." };
  }
  if (phase.at === "waiting") return { state: "reconnecting", reason: phase.failure.message };
  if (phase.at !== "up") return { state: "reconnecting", reason: "It is connecting to the hub." };
  if (closed !== undefined) return { state: "paused", reason: closed };
  const down = declared.filter(({ ready }) => !ready);
  if (down.length > 0) return { state: "degraded", reason: downWords(down) };
  if (situation.isSuspect) {
    return { state: "degraded", reason: "The hub has been silent for a while." };
  }
  return { state: "online", reason: idleWords(situation) };
}

function downWords(down: readonly ServiceDeclaration[]): string {
  return down.map(({ model, reason }) => `${model}: ${reason ?? "not ready"}`).join(" ");
}

function idleWords({ declared, requests }: AgentSituation): string | null {
  if (requests > 0) return null;
  const isPrivate = declared.every(({ access }) => access === "private");
  if (isPrivate) return "Nobody but you may use it: its services are private.";
  return "Nobody has asked for it yet.";
}

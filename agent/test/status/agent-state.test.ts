import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { type AgentSituation, agentState } from "../../src/status/agent-state.ts";

const service: ServiceDeclaration = {
  id: "kokoro",
  type: "tts",
  model: "kokoro",
  voices: [],
  features: [],
  slots: 1,
  ready: true,
  access: "members",
};

const busy: AgentSituation = {
  phase: { at: "up", sinceMs: 0 },
  isSuspect: false,
  isDraining: false,
  closed: undefined,
  declared: [service],
  requests: 1,
};

const failure = new Failure("CONN_LOST", "The hub is away.");

for (const { words, change, state, reason } of [
  { words: "that is asked and speaks", change: {}, state: "online", reason: null },
  {
    words: "that nobody asked",
    change: { requests: 0 },
    state: "online",
    reason: "Nobody has asked for it yet.",
  },
  {
    words: "whose services are private",
    change: { requests: 0, declared: [{ ...service, access: "private" as const }] },
    state: "online",
    reason: "Nobody but you may use it: its services are private.",
  },
  {
    words: "whose engine is down",
    change: { declared: [{ ...service, ready: false, reason: "It is not there." }] },
    state: "degraded",
    reason: "kokoro: It is not there.",
  },
  {
    words: "that hears nothing of its hub",
    change: { isSuspect: true },
    state: "degraded",
    reason: "The hub has been silent for a while.",
  },
  {
    words: "that is paused, or has quiet hours, or has spoken its share",
    change: { closed: "Quiet hours until 07:00." },
    state: "paused",
    reason: "Quiet hours until 07:00.",
  },
  {
    words: "that was told to stop",
    change: { isDraining: true },
    state: "draining",
    reason: "It finishes what it has and takes nothing new.",
  },
  {
    words: "that dials",
    change: { phase: { at: "dialling" as const } },
    state: "reconnecting",
    reason: "It is connecting to the hub.",
  },
  {
    words: "that waits to dial again",
    change: { phase: { at: "waiting" as const, untilMs: 1, failure } },
    state: "reconnecting",
    reason: "The hub is away.",
  },
  {
    words: "whose key is refused",
    change: { phase: { at: "refused" as const, failure: new Failure("INVALID_KEY", "No.") } },
    state: "needs_login",
    reason: "No.",
  },
]) {
  test(`an agent ${words} is ${state}, and says why`, () => {
    assert.deepEqual(agentState({ ...busy, ...change }), { state, reason });
  });
}

import { getEachMessage, sendMessage } from "execa";
import type { Plan } from "./plan.ts";
import { runPlan } from "./run-plan.ts";

// The load generator, in a process of its own: what it costs is not in anybody's figures.
for await (const plan of getEachMessage()) await sendMessage(await runPlan(plan as Plan));

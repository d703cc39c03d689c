import { getEachMessage, sendMessage } from "execa";
import { attachAgents } from "./attach-agents.ts";
import type { Crowd } from "./crowd.ts";

// Many idle agents in one process: each with a socket and a session of its own, as the hub sees it.
for await (const crowd of getEachMessage()) {
  await attachAgents(crowd as Crowd);
  await sendMessage("attached");
}

import { join } from "node:path";
import { testLayers } from "../../shared/test/layers.ts";

testLayers({
  of: "the agent",
  root: join(import.meta.dirname, "..", "src"),
  layers: [
    ["main.ts"],
    ["commands"],
    ["doctor", "system-service", "installs", "update"],
    ["init"],
    ["daemon.ts"],
    ["daemon-options.ts", "agent-log.ts"],
    ["status"],
    ["hub-api"],
    ["config"],
    ["link"],
    ["jobs"],
    ["services"],
    ["engines"],
    ["availability", "gpu"],
    ["files"],
    ["logger.ts"],
    ["background.ts"],
    ["log-ring.ts", "at-most.ts", "exit-codes.ts", "version.ts", "limits.ts"],
  ],
});

import { join } from "node:path";
import { testLayers } from "../../shared/test/layers.ts";

testLayers({
  of: "the hub",
  root: join(import.meta.dirname, "..", "src"),
  layers: [
    ["main.ts"],
    ["commands"],
    ["doctor", "settings-yaml.ts"],
    ["hub.ts", "system-service"],
    ["open-http.ts"],
    ["open-speech.ts", "open-tunnel.ts"],
    ["open-storage.ts", "account-services.ts", "observe.ts"],
    ["live", "downloads"],
    ["long-form"],
    ["status"],
    ["http"],
    ["config.ts"],
    ["jobs"],
    ["speech"],
    ["routing"],
    ["providers"],
    ["upkeep"],
    ["store"],
    ["voices"],
    ["encoding"],
    ["archive"],
    ["accounts"],
    ["processes", "text", "metrics.ts"],
    ["clock.ts", "data-folder.ts", "limits.ts", "private-files.ts", "version.ts"],
  ],
});

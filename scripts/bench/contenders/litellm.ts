import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { models } from "../engine/models.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { startMeasured } from "../measure/process.ts";
import { litellmProgram, versions } from "../peers/peers.ts";
import type { Peer } from "./contender.ts";

/** LiteLLM's proxy with one worker, as its documentation starts it. */
export const litellm: Peer = {
  name: `LiteLLM ${versions.litellm}`,
  async start(engine, parentFolder) {
    const program = await litellmProgram();
    const folder = join(parentFolder, "litellm");
    await mkdir(folder);
    const config = join(folder, "config.yaml");
    // JSON is YAML.
    await writeFile(config, JSON.stringify(configOf(`${engine.url}/v1`)));
    const port = await freePort();
    const args = ["--config", config, "--host", "127.0.0.1", "--port", String(port)];
    await using opened = new AsyncDisposableStack();
    const proxy = opened.use(startMeasured("LiteLLM", program, args, { env, cwd: folder }));
    const url = `http://127.0.0.1:${port}`;
    await proxy.untilTrue("its port", async () => {
      const response = await fetch(`${url}/health/liveliness`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    });
    const owned = opened.move();
    return {
      name: litellm.name,
      target: {
        url: `${url}/v1/audio/speech`,
        headers: { authorization: `Bearer ${masterKey}` },
      },
      processes: { litellm: [proxy.pid], engine: [engine.pid] },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
};

/** Without these it would ask the network for prices and report its use. */
const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True", LITELLM_TELEMETRY: "False" };

const masterKey = "sk-bench";

function configOf(engineUrl: string): object {
  const listed = models.map((model) => ({
    model_name: model,
    litellm_params: { model: `openai/${model}`, api_base: engineUrl, api_key: "none" },
  }));
  return {
    model_list: listed,
    litellm_settings: { telemetry: false },
    general_settings: { master_key: masterKey },
  };
}

import { freePort } from "../../../shared/test/free-port.ts";
import { startMeasured } from "../measure/process.ts";
import { portkeyProgram, versions } from "../peers/peers.ts";
import type { Peer } from "./contender.ts";

/** Portkey's gateway, told by headers where the engine is. */
export const portkey: Peer = {
  name: `Portkey ${versions.portkey}`,
  async start(engine) {
    const program = await portkeyProgram();
    const port = await freePort();
    await using opened = new AsyncDisposableStack();
    const args = [program, `--port=${port}`, "--headless"];
    const env = { TRUSTED_CUSTOM_HOSTS: "127.0.0.1,localhost", NODE_ENV: "production" };
    const gateway = opened.use(startMeasured("Portkey", process.execPath, args, { env }));
    const url = `http://127.0.0.1:${port}`;
    await gateway.untilTrue("its port", async () => {
      const response = await fetch(url).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    });
    const owned = opened.move();
    return {
      name: portkey.name,
      target: {
        url: `${url}/v1/audio/speech`,
        headers: {
          authorization: "Bearer none",
          "x-portkey-provider": "openai",
          "x-portkey-custom-host": `${engine.url}/v1`,
        },
      },
      processes: { portkey: [gateway.pid], engine: [engine.pid] },
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
};

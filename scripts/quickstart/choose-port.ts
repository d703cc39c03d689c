import { once } from "node:events";
import { createServer } from "node:net";

/** The port that the documentation speaks of when it is free, else 0: any free one. */
export async function choosePort(): Promise<number> {
  const server = createServer().listen(usualPort, "127.0.0.1");
  try {
    await once(server, "listening");
    return usualPort;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}

const usualPort = 8080;

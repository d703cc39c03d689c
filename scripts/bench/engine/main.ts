import { startEngineServer } from "./engine-server.ts";

// A speech server in a process of its own, so that its cost is told apart. The first line says where.
console.log(`listening on ${await startEngineServer()}`);

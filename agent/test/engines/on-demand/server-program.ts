// A speech server as a program of its own: argv is the port, how long it loads, and how it fails.
import { createServer } from "node:http";
import { wholeWav } from "../stand-ins/wav-bytes.ts";

const [port, loadMs, fault] = process.argv.slice(2);
console.log(`loading on ${port ?? ""}`);
if (fault === "crash") {
  console.error("CUDA out of memory");
  process.exit(3);
}
if (fault === "deaf") process.on("SIGTERM", () => undefined);

setTimeout(() => {
  const server = createServer((request, response) => {
    if (request.method === "POST") return response.end(wholeWav(24_000, Buffer.alloc(48_000, 1)));
    response.setHeader("content-type", "application/json");
    return response.end('{"data": [{"id": "m"}], "voices": ["one"]}');
  });
  server.listen(Number(port), "127.0.0.1");
}, Number(loadMs));

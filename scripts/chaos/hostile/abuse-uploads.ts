import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "./attack.ts";

/** Uploads recordings that are none, are too large, or never end; a dozen stay open at a time. */
export async function abuseUploads({ url, key, random, signal, count }: Attack): Promise<void> {
  const open = new Set<() => void>();
  while (!signal.aborted) {
    count();
    if (random() < 0.5) await upload(url, key, random);
    else if (open.size < 12) {
      const stop = beginWithoutEnd(url, key, random);
      open.add(stop);
      void wait(5_000 * random()).then(() => {
        stop();
        open.delete(stop);
      });
    }
    await wait(100);
  }
  for (const stop of open) stop();
}

async function upload(url: string, key: string, random: () => number): Promise<void> {
  const form = new FormData();
  const bytes = Buffer.alloc(Math.floor(2_000_000 * random()), random() < 0.5 ? "RIFF" : 0);
  form.set("name", random() < 0.5 ? "mine" : "../../\u202e\u001b]52;c;eA==");
  form.set("consent", "true");
  form.set("file", new Blob([bytes]), "../../x.wav");
  await fetch(`${url}/v1/voice/samples`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form,
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
}

/** A body whose length is said and that stops in the middle. Returns what hangs up. */
function beginWithoutEnd(url: string, key: string, random: () => number): () => void {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  const boundary = "hostile";
  socket.write(
    [
      "POST /v1/voice/samples HTTP/1.1",
      `Host: ${host}`,
      `Authorization: Bearer ${key}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      "Content-Length: 20000000",
      "",
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="x.wav"',
      "",
      "",
    ].join("\r\n"),
  );
  socket.write(Buffer.alloc(Math.floor(1_000_000 * random())));
  return () => void socket.destroy();
}

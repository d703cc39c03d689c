import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config.ts";
import { bad, type Finding, ok, warning } from "./finding.ts";

/** Whether the hub could listen where it is told to. */
export async function checkAddress({ host, port }: Settings): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return ok("address", `${host}:${port} is free`);
  } catch (thrown) {
    const fix = "Stop what listens there, or give another --port.";
    return bad("address", `cannot listen on ${host}:${port}: ${(thrown as Error).message}`, fix);
  } finally {
    server.close();
  }
}

/** The certificate, where there is one: whether it can be read, and for how long it holds. */
export async function* checkTls({ tlsCert, host }: Settings): AsyncGenerator<Finding> {
  if (tlsCert === undefined) {
    if (host === "127.0.0.1" || host === "localhost" || host === "::1") return;
    const fix = "Give --tls-cert and --tls-key, or put a proxy with HTTPS in front.";
    yield warning("tls", `the hub listens on ${host} without HTTPS`, fix);
    return;
  }
  try {
    const { validToDate } = new X509Certificate(await readFile(tlsCert));
    const days = Math.floor((validToDate.getTime() - systemClock.wallMs()) / 86_400_000);
    const until = validToDate.toISOString().slice(0, 10);
    if (days < 0) yield bad("tls", `the certificate expired on ${until}`, "Renew it.");
    else if (days < soonDays) {
      yield warning("tls", `the certificate expires on ${until}`, "Renew it soon.");
    } else yield ok("tls", `the certificate is valid until ${until}`);
  } catch (thrown) {
    const detail = `${tlsCert} cannot be used: ${(thrown as Error).message}`;
    yield bad("tls", detail, "Give a certificate chain in PEM.");
  }
}

/** Whether a hub answers at the address that the outside is told. */
export async function checkPublicUrl(url: string): Promise<Finding> {
  const fix = "Start the hub, and check DNS, the proxy and the firewall.";
  const late = new AbortController();
  using _ = systemClock.after(answerMs, () => late.abort(new Error("it takes too long")));
  try {
    const { signal } = late;
    const { ok: isUp, status } = await fetch(new URL("/healthz", url), { signal });
    if (isUp) return ok("public_url", `${url} answers`);
    return bad("public_url", `${url} answers with status ${status}`, fix);
  } catch (thrown) {
    return bad("public_url", `${url} does not answer: ${(thrown as Error).message}`, fix);
  }
}

/** Time to renew a certificate by hand. */
const soonDays = 14;

const answerMs = 5_000;

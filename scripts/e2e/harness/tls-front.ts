import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createServer } from "node:tls";
import { execa } from "execa";
import type { TestClub } from "./test-club.ts";

/** A club's hub behind TLS, for clients that insist on it. */
export type TlsFront = {
  readonly url: string;
  /** A file; whoever trusts what is in it trusts the front. */
  readonly certificate: string;
};

/** Stands before the hub with a certificate of its own for 127.0.0.1; ends with the test. */
export async function startTlsFront(t: TestContext, club: TestClub): Promise<TlsFront> {
  const certificate = join(club.folder, "cert.pem");
  const keyFile = join(club.folder, "key.pem");
  await execa("openssl", ["req", ...selfSigned, "-keyout", keyFile, "-out", certificate]);
  const [key, cert] = await Promise.all([readFile(keyFile), readFile(certificate)]);
  const hubPort = Number(new URL(club.hub.url).port);
  const server = createServer({ key, cert }, (socket) => {
    const upstream = connect(hubPort, "127.0.0.1");
    socket.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
    upstream.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate };
}

const selfSigned = [
  "-x509",
  "-nodes",
  "-newkey",
  "ec",
  "-pkeyopt",
  "ec_paramgen_curve:prime256v1",
  "-subj",
  "/CN=127.0.0.1",
  "-addext",
  "subjectAltName=IP:127.0.0.1",
  "-days",
  "2",
];

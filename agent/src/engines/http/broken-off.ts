import { Failure } from "@club/shared/wire/failures.ts";

/** A connection's error as what it means to the owner of the server; `host` without user and password. */
export function brokenOff(error: unknown, host: string): Failure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = error;
  if (notThere.has(code)) {
    return new Failure("NOT_READY", `No speech server answers at ${host}.`, { cause });
  }
  const said = isOfTls(code) ? `the certificate of ${host} is not trusted (${code})` : words[code];
  if (said !== undefined) return new Failure("NOT_READY", `Cannot connect: ${said}.`, { cause });
  if (code.startsWith("HPE_")) {
    const what = `What answers at ${host} does not speak HTTP; is it https://?`;
    return new Failure("NOT_READY", what, { cause });
  }
  return new Failure("ENGINE_FAILED", `The speech server at ${host} broke off.`, { cause });
}

export const connectTimeout = "CONNECT_TIMEOUT";

/** Codes of connections that never came about: nothing has been asked of the server. */
const notThere = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  connectTimeout,
]);

const words: Readonly<Record<string, string>> = {
  EPROTO: "the server does not speak TLS; is it http://?",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS; is it http://?",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS; is it http://?",
};

/** OpenSSL's names for what is wrong with a certificate (X509_V_ERR_…), and Node's for its name. */
function isOfTls(code: string): boolean {
  return /^CERT_|_CERT(_|$)|^UNABLE_TO_(GET|VERIFY)|^ERR_TLS_CERT|^HOSTNAME_MISMATCH/.test(code);
}

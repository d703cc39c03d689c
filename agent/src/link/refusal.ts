import { Failure, type FailureCode } from "@club/shared/wire/failures.ts";
import { closeCodes } from "@club/shared/wire/limits.ts";

/** Whether the hub will say the same again until a person changes something. */
export function isTerminal({ code }: Failure): boolean {
  return code === "INVALID_KEY" || code === "PERMISSION_DENIED" || code === "VERSION_REFUSED";
}

/** What an HTTP answer other than 101 means to the provider. `said` is the hub's message. */
export function refusedUpgrade(status: number, said: string, retryAfterMs: number): Failure {
  const because = said === "" ? "" : ` It says: ${said}`;
  const fail = (code: FailureCode, message: string): Failure =>
    new Failure(code, `${message}${because}`, { retryAfterMs });
  switch (status) {
    case 401:
      return fail("INVALID_KEY", "The hub does not know this key; get a new one and log in.");
    case 403:
      return fail("PERMISSION_DENIED", "This key may not provide; it needs the scope provider.");
    case 404:
      return fail("CONN_LOST", "There is no Club hub at this address.");
    case 409:
      return fail("CONFLICT", "Another agent of yours is connected under this name.");
    case 426:
      return fail("VERSION_REFUSED", "The hub wants a newer club-agent; update it.");
    case 429:
      return fail("RATE_LIMITED", "The hub asks to connect less often.");
    case 503:
      return fail("SHUTTING_DOWN", "The hub takes no agents just now.");
    default:
      return fail("CONN_LOST", `The hub answered ${status} instead of opening the tunnel.`);
  }
}

/**
 * What it means that an open socket was closed. `code` is the WebSocket close code, where there was
 * one; `name` is this agent's.
 */
export function closedSocket(code: number | undefined, reason: string, name: string): Failure {
  const because = reason === "" ? "" : ` It says: ${reason}`;
  switch (code ?? 0) {
    case closeCodes.authentication:
      return new Failure("INVALID_KEY", `The hub no longer takes this key.${because}`);
    case closeCodes.version:
      return new Failure(
        "VERSION_REFUSED",
        `The hub wants a newer club-agent; update it.${because}`,
      );
    case closeCodes.nameTaken:
      return new Failure(
        "CONFLICT",
        `An agent named "${name}" is connected: stop it, or give this one another --name.`,
      );
    case closeCodes.superseded:
      return new Failure("CONFLICT", `A newer connection of this agent took over.${because}`);
    case closeCodes.rate:
      return new Failure("RATE_LIMITED", `The hub found this agent too busy.${because}`);
    case closeCodes.protocol:
      return new Failure("PROTOCOL", `The hub and this agent misunderstood each other.${because}`);
    case closeCodes.heartbeat:
      return new Failure("CONN_LOST", "Nothing was heard over the connection for too long.");
    case closeCodes.done:
    case closeCodes.restart:
      return new Failure("SHUTTING_DOWN", "The hub closed the connection; it may be restarting.");
    default:
      return new Failure("CONN_LOST", `The connection to the hub was lost.${because}`);
  }
}

/** A dial that never reached a hub: what to look at, by the system's error code. */
export function unreachableHub(hub: string, cause: unknown): Failure {
  const code = errorCode(cause);
  return new Failure("CONN_LOST", `${hub} cannot be reached: ${networkWords(code, cause)}`, {
    cause,
  });
}

function errorCode(cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "";
  return String(cause.code);
}

function networkWords(code: string, cause: unknown): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there (is the hub running, is the port right?).";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name is not known (is the address right, is the network up?).";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return "no way leads there (is the network up, does a firewall block it?).";
    case "CERT_HAS_EXPIRED":
      return "its certificate has expired (or this machine's clock is wrong).";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "its certificate is not trusted here (set NODE_EXTRA_CA_CERTS to your CA's file).";
    default:
      return cause instanceof Error && cause.message !== ""
        ? cause.message
        : "the connection failed.";
  }
}

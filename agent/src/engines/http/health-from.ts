import { Failure } from "@club/shared/wire/failures.ts";
import type { Health } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import { asRecord } from "../parse-json.ts";
import type { HttpReply } from "./http-client.ts";
import { serverWords } from "./server-words.ts";

/** Judges the body of a success: only the answer that the server is known for makes it healthy. */
export type ReadHealth = (answer: string) => Health;

/** What an answer says of a server's health. */
export async function healthFrom(reply: HttpReply, read: ReadHealth): Promise<Health> {
  return healthOf(reply.status, await reply.text(engineLimits.listBytes), read);
}

/** The same of an answer that has been read. */
export function healthOf(status: number, answer: string, read: ReadHealth): Health {
  if (status >= 200 && status < 300) return judged(answer, read);
  if (status === 401 || status === 403) return down("The speech server refuses the key.");
  if (status === 404) return anotherProgram;
  if (status === 503) return { state: "loading", reason: loadingWords(answer) };
  return down(`The speech server answers ${status}.`);
}

/** JSON whose fields pass the test, and then what they say; otherwise it is another program. */
export function jsonHealth(
  isIts: (fields: Readonly<Record<string, unknown>>) => boolean,
  read: (fields: Readonly<Record<string, unknown>>) => Health = () => ready,
): ReadHealth {
  return (answer) => {
    const fields = asRecord(parsed(answer));
    return isIts(fields) ? read(fields) : anotherProgram;
  };
}

/** Ready where the test passes; otherwise it is another program. */
export function textHealth(isIts: (answer: string) => boolean): ReadHealth {
  return (answer) => (isIts(answer) ? ready : anotherProgram);
}

const ready: Health = { state: "ready" };

export const anotherProgram: Health = {
  state: "down",
  reason: "Another program answers at this address.",
};

/** A reader that fails does so over an answer that is none of its server's. */
function judged(answer: string, read: ReadHealth): Health {
  try {
    return read(answer);
  } catch (error) {
    if (error instanceof Failure) return anotherProgram;
    throw error;
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return undefined;
  }
}

function loadingWords(answer: string): string {
  const words = serverWords(answer);
  return words === "" || words.startsWith("{")
    ? "The model is being loaded."
    : `The model is being loaded: ${words}`;
}

function down(reason: string): Health {
  return { state: "down", reason };
}

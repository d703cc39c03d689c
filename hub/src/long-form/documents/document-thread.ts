// A thread's program: reads one document, given as its bytes and kind.
import { parentPort, workerData } from "node:worker_threads";
import { Failure } from "@club/shared/wire/failures.ts";
import { parseDocument } from "./parse-document.ts";
import type { Answer, Question } from "./thread-messages.ts";

void answer();

async function answer(): Promise<void> {
  parentPort?.postMessage(await answerTo(workerData as Question), []);
}

async function answerTo({ bytes, kind }: Question): Promise<Answer> {
  try {
    return { at: "read", document: await parseDocument(bytes, kind) };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { at: "refused", code: thrown.code, message: thrown.message };
  }
}

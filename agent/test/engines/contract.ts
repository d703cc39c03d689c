import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Engine, Speech, Utterance } from "../../src/engines/engine.ts";
import type { SpeechServer } from "./stand-ins/speech-server.ts";

/** What the contract needs of a server that can be made to fail. */
export type FaultyServer = Pick<SpeechServer, "fault" | "nextClose" | "spokenTo" | "stop"> & {
  readonly requests: readonly unknown[];
};

export type Subject = {
  readonly engine: Engine;
  /** A voice that it has; undefined where it has no names for its voices. */
  readonly voice?: string;
  readonly format: PcmFormat;
  /** The samples that it must give for a text, where they are known beforehand. */
  readonly pcmOf?: (text: string) => Buffer;
};

export type ServerSubject = Subject & AsyncDisposable & { readonly server: FaultyServer };

/** Settings by which a subject is made: bounds on waits for the tests that wait for them. */
export type Patience = {
  readonly first_byte_timeout_ms?: number;
  readonly idle_timeout_ms?: number;
};

/** What every engine does when all is well. */
export function speakingContract(
  name: string,
  start: () => Promise<Subject & AsyncDisposable>,
): void {
  suite(`${name}, when all is well`, () => {
    test("lists its voices, the default one among them, and says that it is ready", async () => {
      await using subject = await start();
      const { voices, defaultVoice } = await subject.engine.describe(never());
      const names = voices.map((voice) => voice.name);
      equal(new Set(names).size, names.length);
      if (subject.voice !== undefined) ok(names.includes(subject.voice));
      if (defaultVoice !== undefined) ok(names.includes(defaultVoice));
      deepEqual(await subject.engine.health(never()), { state: "ready" });
    });

    test("speaks, to the last sample, in whole frames", async () => {
      await using subject = await start();
      const speech = await subject.engine.speak(saying(sentence, subject.voice), never());
      deepEqual(speech.format, subject.format);
      const pcm = await collect(speech);
      if (subject.pcmOf === undefined) ok(pcm.byteLength > speech.format.rateHz);
      else ok(subject.pcmOf(sentence).equals(pcm));
    });

    test("refuses a voice that it does not have", async () => {
      await using subject = await start();
      if (subject.voice === undefined) return;
      await rejects(
        subject.engine.speak(saying(sentence, "nobody"), never()),
        failed("VOICE_NOT_FOUND"),
      );
    });

    test("ends at once when it was cancelled before it began", async () => {
      await using subject = await start();
      const speech = subject.engine.speak(saying(sentence, subject.voice), AbortSignal.abort());
      await rejects(speech.then(collect), failed("CANCELLED"));
    });
  });
}

/** What every engine that speaks through a server does when things go wrong. */
export function engineContract(
  name: string,
  start: (patience?: Patience) => Promise<ServerSubject>,
): void {
  speakingContract(name, start);
  suite(`${name}, when its server fails`, () => {
    for (const fault of [
      { kind: "status", status: 500 },
      { kind: "html" },
      { kind: "empty" },
      { kind: "cut", afterBytes: 0 },
      { kind: "cut", afterBytes: 30 },
      { kind: "cut", afterBytes: 10_001 },
    ] as const) {
      test(`fails when the server's answer is: ${JSON.stringify(fault)}`, async () => {
        await using subject = await start();
        subject.server.fault = fault;
        await rejects(said(subject), failed("ENGINE_FAILED"));
        subject.server.fault = { kind: "none" };
        ok((await said(subject)).byteLength > 0);
      });
    }

    test("says that the server is not ready, or busy, where the server says so", async () => {
      await using subject = await start();
      subject.server.fault = { kind: "status", status: 503 };
      await rejects(said(subject), (error) => error instanceof Failure && error.elsewhere);
    });

    test("gives up a server that does not answer, and closes the connection", async () => {
      await using subject = await start({ first_byte_timeout_ms: 200 });
      await subject.engine.describe(never());
      subject.server.fault = { kind: "hang" };
      const closed = subject.server.nextClose();
      await rejects(said(subject), failed("ENGINE_FAILED"));
      await closed;
    });

    test("gives up a server that falls silent, and closes the connection", async () => {
      await using subject = await start({ idle_timeout_ms: 200 });
      await subject.engine.describe(never());
      subject.server.fault = { kind: "stall", afterBytes: 10_000 };
      const closed = subject.server.nextClose();
      await rejects(said(subject), failed("ENGINE_FAILED"));
      await closed;
    });

    test("says that it is down when the server is gone", async () => {
      await using subject = await start();
      await subject.engine.describe(never());
      await subject.server.stop();
      equal((await subject.engine.health(never())).state, "down");
      await rejects(said(subject), (error) => error instanceof Failure && error.elsewhere);
    });
  });

  suite(`${name}, when its audio is no longer wanted`, () => {
    test("closes the connection when cancelled before the answer", async () => {
      await using subject = await start();
      const cancel = new AbortController();
      subject.server.fault = { kind: "hang" };
      const closed = subject.server.nextClose();
      const speech = subject.engine.speak(saying(sentence, subject.voice), cancel.signal);
      void subject.server.spokenTo().then(() => cancel.abort());
      await rejects(speech.then(collect), failed("CANCELLED"));
      await closed;
    });

    test("closes the connection when cancelled in mid-speech", async () => {
      await using subject = await start();
      const cancel = new AbortController();
      subject.server.fault = { kind: "stall", afterBytes: 10_000 };
      const closed = subject.server.nextClose();
      const speech = await subject.engine.speak(saying(sentence, subject.voice), cancel.signal);
      await rejects(async () => {
        for await (const _ of speech.audio) cancel.abort();
      }, failed("CANCELLED"));
      await closed;
    });

    test("closes the connection when the iteration is left", async () => {
      await using subject = await start();
      subject.server.fault = { kind: "stall", afterBytes: 10_000 };
      const closed = subject.server.nextClose();
      const speech = await subject.engine.speak(saying(sentence, subject.voice), never());
      for await (const _ of speech.audio) break;
      await closed;
    });
  });
}

async function said(subject: ServerSubject): Promise<Buffer> {
  return await collect(await subject.engine.speak(saying(sentence, subject.voice), never()));
}

/** Long enough for every fault to strike in the middle of it. */
export const sentence = "The quick brown fox jumps over the lazy dog.";

export function saying(text: string, voice?: string, more: Partial<Utterance> = {}): Utterance {
  return { text, parameters: {}, ...(voice === undefined ? {} : { voice }), ...more };
}

/** All of the audio; every chunk must hold whole frames. */
export async function collect(speech: Speech): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const pcm of speech.audio) {
    equal(pcm.byteLength % bytesPerFrame(speech.format), 0);
    parts.push(Uint8Array.from(pcm));
  }
  return Buffer.concat(parts);
}

/** A signal that does not fire. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

export function failed(code: Failure["code"]): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code;
}

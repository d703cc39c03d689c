import { execa } from "execa";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";
import type { TestClub } from "./test-club.ts";

export type RunningCurl = {
  /** What has arrived so far. */
  received(): Buffer;
  /** Resolves when at least so many bytes have arrived. */
  untilReceived(bytes: number): Promise<void>;
  /** 0: the body came to a proper end. 18, 56: it was cut off. */
  readonly exitCode: Promise<number | undefined>;
};

/** curl's arguments to ask for speech as the club's consumer. */
export function curlArgs(club: TestClub, body: Readonly<Record<string, unknown>>): string[] {
  const headers = [`Authorization: Bearer ${club.member}`, "Content-Type: application/json"];
  return [
    "--silent",
    "--show-error",
    "--fail-with-body",
    ...headers.flatMap((header) => ["--header", header]),
    "--data",
    JSON.stringify(body),
    `${club.hub.url}/v1/audio/speech`,
  ];
}

/** Asks for speech with curl, given further options, as a consumer does who listens along. */
export function startCurl(
  club: TestClub,
  body: Readonly<Record<string, unknown>>,
  options: readonly string[] = [],
): RunningCurl {
  const child = execa("curl", ["--no-buffer", ...options, ...curlArgs(club, body)], {
    encoding: "buffer",
    reject: false,
    buffer: false,
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const received = (): Buffer => Buffer.concat(chunks);
  return {
    received,
    async untilReceived(bytes) {
      const enough = (): true | undefined => (received().length >= bytes ? true : undefined);
      await until(`${bytes} bytes to arrive`, enough, { timeoutMs: patienceMs });
    },
    exitCode: child.then((result) => result.exitCode),
  };
}

import type { Percentiles } from "../measure/percentiles.ts";

/** Where to ask for speech, and with what. */
export type Target = {
  /** The whole address, e.g. `http://127.0.0.1:8080/v1/audio/speech`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What the load generator is to do. */
export type Plan = {
  readonly target: Target;
  /** `{n}` in `input` is replaced by the request's number. */
  readonly body: Readonly<Record<string, unknown>> & { readonly input: string };
  /** Requests at once; as soon as one ends, the next begins. */
  readonly concurrency: number;
  /** No new request after so many, or after so long. */
  readonly until: { readonly requests: number } | { readonly ms: number };
  /** The first requests begin spread over so long, as people do. */
  readonly spreadMs?: number;
  /** Rest before each request. */
  readonly restMs?: number;
  /** Bytes before the first sample; 44 in a WAV. */
  readonly headerBytes: number;
  /** The audio is the paced engine's, whose chunks say when they were sent. */
  readonly isStamped?: boolean;
  /** Each request is given up when so many bytes have come. */
  readonly cancelAfterBytes?: number;
};

/** What came of it. Times are in ms. */
export type LoadReport = {
  readonly requests: number;
  /** The first few reasons for which requests failed. */
  readonly failures: readonly string[];
  readonly failed: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  /** From asking to the first byte of the body, to the first sample, and to the end. */
  readonly firstByte: Percentiles;
  readonly firstAudio: Percentiles;
  readonly total: Percentiles;
  /** From a chunk's leaving the engine to its last byte's arrival. */
  readonly transit: Percentiles;
  /** When requests were given up: number of the request → ns on the machine's monotonic clock. */
  readonly cancelledNs: Readonly<Record<string, string>>;
};

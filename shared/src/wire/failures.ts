/**
 * Every way in which Club fails, in one table: what it means, the HTTP status a consumer sees and
 * whether another provider may succeed where this one failed. Codes marked `onWire` may stand in a
 * RESET frame (PROTOCOL.md, "Reset codes"); the others arise at the hub's edge.
 */
export const failures = {
  BUSY: { status: 503, elsewhere: true, onWire: true },
  NOT_READY: { status: 503, elsewhere: true, onWire: true },
  CONN_LOST: { status: 502, elsewhere: true, onWire: true },
  ENGINE_FAILED: { status: 502, elsewhere: true, onWire: true },
  FLOW_CONTROL: { status: 502, elsewhere: true, onWire: true },
  INTERNAL: { status: 500, elsewhere: true, onWire: true },
  CANCELLED: { status: 499, elsewhere: false, onWire: true },
  DEADLINE: { status: 502, elsewhere: false, onWire: true },
  BAD_INPUT: { status: 400, elsewhere: false, onWire: true },
  VOICE_NOT_FOUND: { status: 400, elsewhere: false, onWire: true },
  MODEL_NOT_FOUND: { status: 404, elsewhere: false, onWire: true },
  PROTOCOL: { status: 502, elsewhere: true, onWire: false },
  MISSING_INPUT: { status: 400, elsewhere: false, onWire: false },
  MISSING_MODEL: { status: 400, elsewhere: false, onWire: false },
  INVALID_REQUEST: { status: 400, elsewhere: false, onWire: false },
  INVALID_SCRIPT: { status: 400, elsewhere: false, onWire: false },
  INVALID_VOICE_SAMPLE: { status: 400, elsewhere: false, onWire: false },
  MISSING_TRANSCRIPT: { status: 400, elsewhere: false, onWire: false },
  AUDIO_DECODE_FAILED: { status: 400, elsewhere: false, onWire: false },
  INVALID_KEY: { status: 401, elsewhere: false, onWire: false },
  PERMISSION_DENIED: { status: 403, elsewhere: false, onWire: false },
  NOT_FOUND: { status: 404, elsewhere: false, onWire: false },
  NO_PROVIDER: { status: 404, elsewhere: false, onWire: false },
  METHOD_NOT_ALLOWED: { status: 405, elsewhere: false, onWire: false },
  REQUEST_TIMEOUT: { status: 408, elsewhere: false, onWire: false },
  CONFLICT: { status: 409, elsewhere: false, onWire: false },
  TOO_LARGE: { status: 413, elsewhere: false, onWire: false },
  UNSUPPORTED_MEDIA: { status: 415, elsewhere: false, onWire: false },
  RANGE_NOT_SATISFIABLE: { status: 416, elsewhere: false, onWire: false },
  VERSION_REFUSED: { status: 426, elsewhere: false, onWire: false },
  RATE_LIMITED: { status: 429, elsewhere: false, onWire: false },
  QUOTA_EXCEEDED: { status: 429, elsewhere: false, onWire: false },
  ENCODER_FAILED: { status: 500, elsewhere: false, onWire: false },
  STORAGE_FULL: { status: 507, elsewhere: false, onWire: false },
  SHUTTING_DOWN: { status: 503, elsewhere: false, onWire: false },
} as const;

export type FailureCode = keyof typeof failures;

/** The codes that a RESET frame may carry. */
export type ResetCode = {
  [C in FailureCode]: (typeof failures)[C]["onWire"] extends true ? C : never;
}[FailureCode];

export type FailureOptions = {
  /** What went wrong underneath; for logs and history, never for a consumer. */
  readonly cause?: unknown;
  /** The request's field that is at fault. */
  readonly param?: string;
  /** How long to wait before trying again. */
  readonly retryAfterMs?: number;
  /** Whether another provider may succeed, where that differs from the table. */
  readonly elsewhere?: boolean;
};

/** The one error class: told apart by `code`, never by its message. The message may be shown to a user. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly elsewhere: boolean;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.param = options.param;
    this.retryAfterMs = options.retryAfterMs;
    this.elsewhere = options.elsewhere ?? failures[code].elsewhere;
  }

  get status(): number {
    return failures[this.code].status;
  }
}

/** Any thrown value as a Failure: itself, or an INTERNAL one whose cause it is. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure("INTERNAL", "Something went wrong here.", { cause: thrown });
}

export function isResetCode(code: string): code is ResetCode {
  return Object.hasOwn(failures, code) && failures[code as FailureCode].onWire;
}

import type { Failure, FailureCode } from "./failures.ts";

/** OpenAI's error envelope: all four keys, always. */
export type ErrorBody = {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
};

/** A failure as the consumer is told of it. */
export function errorBody(failure: Failure): ErrorBody {
  const type = errorTypes[failure.code];
  return { error: { message: failure.message, type, param: failure.param ?? null, code: type } };
}

/** What each failure is called in an HTTP answer (`type` and `code`), and in history. */
export const errorTypes: Readonly<Record<FailureCode, string>> = {
  BUSY: "provider_busy",
  NOT_READY: "provider_busy",
  CONN_LOST: "upstream_error",
  ENGINE_FAILED: "upstream_error",
  FLOW_CONTROL: "upstream_error",
  PROTOCOL: "upstream_error",
  DEADLINE: "upstream_error",
  INTERNAL: "server_error",
  ENCODER_FAILED: "server_error",
  STORAGE_FULL: "server_error",
  SHUTTING_DOWN: "server_error",
  CANCELLED: "cancelled",
  BAD_INPUT: "invalid_request",
  INVALID_REQUEST: "invalid_request",
  NOT_FOUND: "not_found",
  METHOD_NOT_ALLOWED: "invalid_request",
  REQUEST_TIMEOUT: "invalid_request",
  CONFLICT: "invalid_request",
  UNSUPPORTED_MEDIA: "invalid_request",
  RANGE_NOT_SATISFIABLE: "invalid_request",
  VERSION_REFUSED: "invalid_request",
  VOICE_NOT_FOUND: "invalid_voice",
  MODEL_NOT_FOUND: "no_provider",
  NO_PROVIDER: "no_provider",
  MISSING_INPUT: "missing_input",
  MISSING_MODEL: "missing_model",
  INVALID_SCRIPT: "invalid_script",
  INVALID_VOICE_SAMPLE: "invalid_voice_sample",
  MISSING_TRANSCRIPT: "missing_transcript",
  AUDIO_DECODE_FAILED: "audio_decode_failed",
  INVALID_KEY: "invalid_api_key",
  PERMISSION_DENIED: "permission_denied",
  TOO_LARGE: "request_too_large",
  RATE_LIMITED: "rate_limit_exceeded",
  QUOTA_EXCEEDED: "quota_exceeded",
};

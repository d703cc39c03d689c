import type { TestContext } from "node:test";
import { startHandFedEngine } from "./hand-fed-engine.ts";
import { speak } from "./requests.ts";
import { type TestClub, startClub } from "./test-club.ts";

/** A request that must be refused, and how. */
export type ErrorCase = {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** What OpenAI's SDKs call it. */
  readonly errorClass: string;
  readonly type: string;
  readonly param: string | null;
};

/** A club in which every error of a speech request can be had, and requests that have them. */
export async function errorCases(t: TestContext): Promise<{ club: TestClub; cases: ErrorCase[] }> {
  const engine = await startHandFedEngine();
  t.after(() => engine[Symbol.asyncDispose]());
  const club = await startClub(t);
  await club.startAgent({ services: [espeak, broken, engine.service({ slots: 1 })] });
  // The only slot of `hand-fed` stays taken.
  void speak(club, { model: "hand-fed", input: "On and on." }).catch(() => {});
  await engine.nextUtterance();

  const any = club.member;
  const provider = (await club.createKey(["provider"])).key;
  const hasty = await spentKey(club, ["--requests-per-minute", "1"]);
  const thrifty = await spentKey(club, ["--audio-seconds-per-day", "0.1"]);
  const cases: ErrorCase[] = [
    { ...badRequest, key: any, body: { model: "" }, type: "missing_model", param: "model" },
    { ...badRequest, key: any, body: { input: "\n" }, type: "missing_input", param: "input" },
    { ...badRequest, key: any, body: { voice: "nobody" }, type: "invalid_voice", param: "voice" },
    { ...badRequest, key: any, body: { response_format: "midi" }, param: "response_format" },
    { ...badRequest, key: any, body: { stream_format: "smoke" }, param: "stream_format" },
    { ...badRequest, key: any, body: { speed: 99 }, param: "speed" },
    { ...unauthenticated, key: "unknown", body: {} },
    { ...forbidden, key: provider, body: {} },
    { ...notFound, key: any, body: { model: "nothing" }, param: "model" },
    { ...tooLarge, key: any, body: { input: "a".repeat(5_001) }, param: "input" },
    { ...tooMany, key: hasty, body: {}, type: "rate_limit_exceeded" },
    { ...tooMany, key: thrifty, body: {}, type: "quota_exceeded" },
    { ...serverError, key: any, body: { model: "broken" }, status: 502, type: "upstream_error" },
    { ...serverError, key: any, body: { model: "hand-fed" }, status: 503, type: "provider_busy" },
  ];
  return { club, cases: cases.map((one) => ({ ...one, body: { ...good, ...one.body } })) };
}

const espeak = { type: "tts", engine: "espeak-ng", model: "espeak-ng" };
const broken = { type: "tts", engine: "command", model: "broken", command: ["false"] };
const good = { model: "espeak-ng", input: "Hello." };

const badRequest = { status: 400, errorClass: "BadRequestError", type: "invalid_request" };
const unauthenticated = {
  status: 401,
  errorClass: "AuthenticationError",
  type: "invalid_api_key",
  param: null,
};
const forbidden = {
  status: 403,
  errorClass: "PermissionDeniedError",
  type: "permission_denied",
  param: null,
};
const notFound = { status: 404, errorClass: "NotFoundError", type: "no_provider" };
/** The SDKs have no class of its own for 413. */
const tooLarge = { status: 413, errorClass: "APIError", type: "request_too_large" };
const tooMany = { status: 429, errorClass: "RateLimitError", param: null };
const serverError = { errorClass: "InternalServerError", param: null };

/** A key whose limit the first request has used up. */
async function spentKey(club: TestClub, limit: readonly string[]): Promise<string> {
  const { key } = await club.createKey(["consumer"], limit);
  const response = await speak(club, good, { key });
  await response.bytes();
  return key;
}

/** What the hub said when it did not do what it was asked. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** 0: the hub could not be reached. */
  readonly status: number;
  /** What docs/errors.md calls `code`, e.g. `no_provider`. */
  readonly type: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, type: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.type = type;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";
export type Ask = { readonly body?: unknown; readonly signal?: AbortSignal };

/** Asks the hub and reads its JSON. Throws ApiError; an AbortError when the signal fires. */
export async function ask<T>(method: Method, path: string, options: Ask = {}): Promise<T> {
  const response = await askRaw(method, path, options);
  return (await response.json()) as T;
}

/** Asks the hub; the answer's body is the caller's to read. Throws as `ask`. */
export async function askRaw(
  method: Method,
  path: string,
  { body, signal }: Ask = {},
): Promise<Response> {
  const response = await send(path, {
    method,
    cache: "no-store",
    ...(signal && { signal }),
    ...bodyOf(body),
  });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (response.status === 401) whenSignedOut(error);
  throw error;
}

/** Calls `then` whenever the hub says that nobody is signed in here, with what it says. */
export function onSignedOut(then: (why: ApiError) => void): void {
  whenSignedOut = then;
}

let whenSignedOut: (why: ApiError) => void = () => undefined;

function bodyOf(body: unknown): RequestInit {
  if (body === undefined) return {};
  if (body instanceof FormData) return { body };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
    throw unreachableHub();
  }
}

/** The hub cannot be reached, or the connection was cut. */
export function unreachableHub(): ApiError {
  return new ApiError(
    0,
    "unreachable",
    "The hub cannot be reached. Is it running, and are you online?",
  );
}

async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const text = await response.text().catch(() => "");
  const { type, message } = envelopeOf(text);
  return new ApiError(
    response.status,
    type ?? "unknown",
    message ?? `The hub answered ${response.status}.`,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function envelopeOf(text: string): { readonly type?: string; readonly message?: string } {
  try {
    return (JSON.parse(text) as { error: { type: string; message: string } }).error;
  } catch {
    return {};
  }
}

/** What `doctor` found at one thing it looked at. */
export type Finding = {
  readonly check: string;
  /** `skipped`: it could not be looked at, because of something before it. */
  readonly result: "ok" | "warning" | "bad" | "skipped";
  /** What was seen. */
  readonly detail: string;
  /** The one thing to do about it. */
  readonly fix?: string;
};

export function ok(check: string, detail: string): Finding {
  return { check, result: "ok", detail };
}

export function bad(check: string, detail: string, fix: string): Finding {
  return { check, result: "bad", detail, fix };
}

export function warning(check: string, detail: string, fix: string): Finding {
  return { check, result: "warning", detail, fix };
}

export function skipped(check: string, detail: string): Finding {
  return { check, result: "skipped", detail };
}

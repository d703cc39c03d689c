/** What `doctor` found at one thing it looked at. */
export type Finding = {
  readonly check: string;
  readonly result: "ok" | "warning" | "bad";
  /** What was seen. */
  readonly detail: string;
  /** The one thing to do about it. */
  readonly fix?: string;
};

export function ok(check: string, detail: string): Finding {
  return { check, result: "ok", detail };
}

export function warning(check: string, detail: string, fix: string): Finding {
  return { check, result: "warning", detail, fix };
}

export function bad(check: string, detail: string, fix: string): Finding {
  return { check, result: "bad", detail, fix };
}

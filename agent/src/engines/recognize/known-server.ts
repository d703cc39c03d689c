/** A server whose habits are known: what it is called, where it usually listens, and what tells it from others. */
export type KnownServer = {
  /** As the configuration's `preset` names it. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  /** Where it listens when nobody told it otherwise, as in its own documentation. */
  readonly port?: number;
  readonly recognition: Recognition;
};

export type Recognition =
  /** A path of its OpenAPI document that no other speech server has. */
  | { readonly by: "path"; readonly path: string }
  /** Its answers to GETs that make it do no work. */
  | {
      readonly by: "answers";
      readonly to: readonly string[];
      readonly is: (evidence: Evidence) => boolean;
    };

/** Answers by the path that was asked for; a path without an answer is missing. */
export type Evidence = ReadonlyMap<string, Answer>;

export type Answer = { readonly status: number; readonly body: string };

/** The JSON of a success; undefined for every other answer. */
export function jsonAnswer(evidence: Evidence, path: string): unknown {
  const answer = evidence.get(path);
  if (answer?.status !== 200) return undefined;
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return undefined;
  }
}

import { unreachable } from "@club/shared/unreachable.ts";
import type { z } from "zod";

/** What is wrong with a value and what to write instead, for somebody who edits the file. */
export function issueWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${articled(issue.expected)}`;
    case "too_small":
      return `must be ${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `must be ${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return unionWords(issue);
    case "invalid_format":
    case "unrecognized_keys":
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return issue.message;
    default:
      return unreachable(issue);
  }
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  if ("options" in issue && Array.isArray(issue.options)) {
    return `must be one of ${issue.options.map(String).join(", ")}`;
  }
  const branches = issue.errors.flatMap((branch) => branch.slice(0, 1).map(issueWords));
  return branches.length > 0 ? branches.join(", or ") : issue.message;
}

function articled(type: string): string {
  const words: Readonly<Record<string, string>> = {
    array: "a list",
    object: "a map",
    record: "a map",
    string: "text",
    int: "a whole number",
    boolean: "true or false",
  };
  return words[type] ?? `a ${type}`;
}

function unit(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" || origin === "set" ? " entries long" : "";
}

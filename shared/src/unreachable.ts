/** Ends a switch over a union: a case that is missing fails the type check, and at run time throws. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** Ends a switch over a union: a new member that is not handled is an error of the types. */
export function unreachable(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}

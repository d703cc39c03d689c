/** Who may use a service: every key of this hub, its owner alone, or the owner and the users named. */
export type Access = "members" | "private" | readonly string[];

/** A user as access rules see one. */
export type Member = { readonly userId: string; readonly userName: string };

/**
 * Whether `caller` may use a service of `owner`. The one rule for models, voices and routing alike;
 * owners always reach their own.
 */
export function mayUse(access: Access, owner: Pick<Member, "userId">, caller: Member): boolean {
  if (owner.userId === caller.userId) return true;
  if (access === "members") return true;
  if (access === "private") return false;
  return isNamed(access, caller);
}

/** Whether `caller` is served before others that wait for a service of `owner` with these friends. */
export function comesFirst(
  friends: readonly string[] | undefined,
  owner: Pick<Member, "userId">,
  caller: Member,
): boolean {
  return owner.userId === caller.userId || isNamed(friends ?? [], caller);
}

/** Names are compared as they are stored, in lower case. */
function isNamed(names: readonly string[], { userName }: Member): boolean {
  return names.some((name) => name.toLowerCase() === userName);
}

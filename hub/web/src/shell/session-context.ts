import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Scope, Session } from "../api/bodies.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only for what is shown to those who are. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("Nobody is signed in.");
  return session;
}

export function hasScope(session: Session, ...scopes: readonly Scope[]): boolean {
  return scopes.some((scope) => session.key.scopes.includes(scope));
}

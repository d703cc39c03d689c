import { randomBytes } from "node:crypto";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Accounts, CreatedKey } from "./accounts.ts";
import { operator } from "./audit.ts";
import { requireOneOf } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import type { Invitation, InvitationKind, InvitationStore } from "./invitation-store.ts";
import { invitationKeptMs, invitationLifeMs, maxOpenInvitations } from "./limits.ts";
import { keyName, userName } from "./names.ts";
import { type Scope, scopes as allScopes } from "./scope.ts";
import { hashOfSecret, newSecret, secretPrefix } from "./secret.ts";

export type CreatedInvitation = { readonly code: string; readonly invitation: Invitation };

/**
 * Single-use codes: one lets a machine share for its maker, or a new member in, or the owner of a new
 * hub. Whoever redeems a code gets a key; until then there is none.
 */
export class Invitations {
  readonly #store: InvitationStore;
  readonly #accounts: Accounts;
  readonly #clock: Pick<Clock, "wallMs">;

  constructor(store: InvitationStore, accounts: Accounts, clock: Pick<Clock, "wallMs">) {
    this.#store = store;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /**
   * Throws PERMISSION_DENIED for a key that may not give such a key itself, RATE_LIMITED when its user
   * has too many open.
   */
  async create(kind: Exclude<InvitationKind, "owner">, maker: Caller): Promise<CreatedInvitation> {
    requireMaker(kind, maker);
    const nowMs = this.#clock.wallMs();
    const open = (await this.#store.list(maker.userName)).filter((one) => isOpen(one, nowMs));
    if (open.length >= maxOpenInvitations) {
      const message = `You have ${open.length} open invitations. End some, or wait until they expire.`;
      throw new Failure("RATE_LIMITED", message, { retryAfterMs: 60_000 });
    }
    return await this.#insert(kind, maker.userName, maker.keyId);
  }

  /** The code for the owner of a hub that has no users; undefined where it has. Earlier ones end. */
  async createForOwner(): Promise<string | undefined> {
    await this.#store.removeKind("owner");
    if ((await this.#accounts.listUsers()).length > 0) return undefined;
    return (await this.#insert("owner", operator.userName, undefined)).code;
  }

  /** An invitation that can be redeemed. Throws NOT_FOUND. */
  async look(code: string): Promise<Invitation> {
    const invitation = await this.#store.byHash(hashOfSecret(code));
    if (invitation === undefined || !isOpen(invitation, this.#clock.wallMs())) throw notOpen();
    if (!(await this.#stillStands(invitation))) throw notOpen();
    return invitation;
  }

  /**
   * The key, for a machine or a new user of this name. Throws NOT_FOUND, INVALID_REQUEST, and CONFLICT
   * when the user's name is taken; then the code can be used again.
   */
  async redeem(code: string, name: string): Promise<CreatedKey> {
    const invitation = await this.look(code);
    const wanted = invitation.kind === "machine" ? keyName(name) : userName(name);
    const { codeHash } = invitation;
    if (!(await this.#store.use(codeHash, { atMs: this.#clock.wallMs(), name: wanted }))) {
      throw notOpen();
    }
    try {
      return await this.#createKey(invitation, wanted);
    } catch (thrown) {
      await this.#store.restore(codeHash);
      throw asFailure(thrown).code === "INVALID_KEY" ? notOpen() : thrown;
    }
  }

  /** The caller's own, for admins all; newest first. */
  async list(caller: Caller): Promise<readonly Invitation[]> {
    return await this.#store.list(caller.scopes.includes("admin") ? undefined : caller.userName);
  }

  /** Throws NOT_FOUND, also for another user's. */
  async get(id: string, caller: Caller): Promise<Invitation> {
    const invitation = await this.#store.byId(id);
    const isTheirs = invitation?.madeBy === caller.userName || caller.scopes.includes("admin");
    if (invitation !== undefined && isTheirs) return invitation;
    throw new Failure("NOT_FOUND", `There is no invitation "${id}".`);
  }

  /** Ends one: its code is refused from now on. Throws NOT_FOUND. */
  async end(id: string, caller: Caller): Promise<Invitation> {
    const invitation = await this.get(id, caller);
    await this.#store.remove(id);
    return invitation;
  }

  async #insert(
    kind: InvitationKind,
    madeBy: string,
    keyId: string | undefined,
  ): Promise<CreatedInvitation> {
    const nowMs = this.#clock.wallMs();
    const code = newSecret().slice(secretPrefix.length);
    const invitation = {
      id: `invitation_${randomBytes(8).toString("hex")}`,
      codeHash: hashOfSecret(code),
      kind,
      createdMs: nowMs,
      expiresMs: nowMs + invitationLifeMs[kind],
      madeBy,
      keyId,
      use: undefined,
    };
    await this.#store.insert(invitation, nowMs - invitationKeptMs);
    return { code, invitation };
  }

  /** The first user makes a set-up link void; a key that was revoked, what it has handed out. */
  async #stillStands({ kind, keyId }: Invitation): Promise<boolean> {
    if (kind === "owner") return (await this.#accounts.listUsers()).length === 0;
    if (keyId === undefined) return true;
    return await this.#accounts.recheck(keyId).then(
      () => true,
      () => false,
    );
  }

  async #createKey({ kind, madeBy, keyId }: Invitation, name: string): Promise<CreatedKey> {
    const by = { userName: madeBy, keyId };
    if (kind === "machine") {
      const wanted = { user: madeBy, scopes: keyScopes.machine, name, parentId: keyId };
      return await this.#accounts.createKey(wanted, by);
    }
    await this.#accounts.createUser(name, undefined, by);
    return await this.#accounts.createKey({ user: name, scopes: keyScopes[kind] }, by);
  }
}

/** What a key may do that was got by an invitation. */
const keyScopes: { readonly [K in InvitationKind]: readonly Scope[] } = {
  machine: ["provider"],
  member: ["consumer", "provider"],
  owner: allScopes,
};

/** As for the confirmation of an agent's code: a key that may only attach providers makes no other. */
function requireMaker(kind: Exclude<InvitationKind, "owner">, maker: Caller): void {
  if (kind === "member") return requireOneOf(maker, ["admin"]);
  requireOneOf(maker, ["provider", "admin"]);
  return requireOneOf(maker, ["consumer", "admin"]);
}

function isOpen({ use, expiresMs }: Invitation, nowMs: number): boolean {
  return use === undefined && expiresMs > nowMs;
}

function notOpen(): Failure {
  const message = "This code was used, has expired or was ended. Ask for a new one.";
  return new Failure("NOT_FOUND", message, { param: "code" });
}

import type { Accounts } from "./accounts/accounts.ts";
import { Authenticator } from "./accounts/authenticator.ts";
import { BrowserSessions } from "./accounts/browser-sessions.ts";
import { createAccounts } from "./accounts/create-accounts.ts";
import { DeviceLogin } from "./accounts/device-login.ts";
import { Invitations } from "./accounts/invitations.ts";
import { LoginThrottle } from "./accounts/login-throttle.ts";
import { OwnKeys } from "./accounts/own-keys.ts";
import { Quotas } from "./accounts/quotas.ts";
import type { Clock } from "./clock.ts";
import type { Store } from "./store/store.ts";

/** Who may do what: users and keys, the ways to sign in with them, and how much each may use. */
export type AccountServices = {
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  readonly sessions: BrowserSessions;
  readonly devices: DeviceLogin;
  readonly invitations: Invitations;
  readonly ownKeys: OwnKeys;
  readonly quotas: Quotas;
};

export function createAccountServices(store: Store, clock: Clock): AccountServices {
  const accounts = createAccounts(store.accounts, clock);
  return {
    accounts,
    authenticator: new Authenticator(accounts, new LoginThrottle(), clock),
    sessions: new BrowserSessions(store.sessions, clock),
    devices: new DeviceLogin(store.deviceCodes, accounts, clock),
    invitations: new Invitations(store.invitations, accounts, clock),
    ownKeys: new OwnKeys(accounts, clock),
    quotas: new Quotas(store.usage, clock),
  };
}

/** A server's address and the credentials that stood in it (`user:password@`), kept apart. */
export type ServerAddress = {
  /** Without credentials and without a slash at its end. */
  readonly root: string;
  readonly host: string;
  /** The Authorization header (RFC 7617); undefined without credentials. */
  readonly authorization: string | undefined;
};

export function serverAddress(address: string): ServerAddress {
  const url = new URL(address);
  const { username, password, host } = url;
  url.username = "";
  url.password = "";
  return {
    root: url.href.replace(/\/+$/, ""),
    host,
    authorization: username + password === "" ? undefined : basic(username, password),
  };
}

/** An address to be shown: nobody is shown its password. */
export function shownAddress(address: string): string {
  return URL.canParse(address) ? serverAddress(address).root : address;
}

function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

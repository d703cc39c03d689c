export type OpenAiAddress = {
  /** The server itself, e.g. `http://127.0.0.1:8880`, with the credentials that stood in the address. */
  readonly root: string;
  /** A path of a preset as one below `root`: `/health` stays, `models` becomes `/v1/models`. */
  path(path: string): string;
};

/** Takes a base address apart: with or without `/v1`, a final slash or a prefix of a reverse proxy. */
export function openAiAddress(url: string): OpenAiAddress {
  const { origin, pathname } = new URL(url);
  const credentials = /^[^/]*\/\/([^/@]*@)/.exec(url)?.[1] ?? "";
  const folders = pathname.replace(/\/+$/, "");
  const version = /\/v\d+$/.exec(folders)?.[0];
  const prefix = version === undefined ? folders : folders.slice(0, -version.length);
  // An address with a path of its own but no version is taken as it stands.
  const base = version ?? (prefix === "" ? "/v1" : "");
  return {
    root: origin.replace("//", `//${credentials}`) + prefix,
    path: (path) => (path.startsWith("/") ? path : `${base}/${path}`),
  };
}

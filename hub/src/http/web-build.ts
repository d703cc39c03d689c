import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { getAsset, isSea } from "node:sea";
import { packageFolder } from "@club/shared/program/program-files.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { fastifyStatic } from "@fastify/static";
import type { FastifyPluginAsync } from "fastify";

/** What the dashboard's build has made. */
export type WebBuild = {
  readonly isBuilt: boolean;
  /** The one HTML document. */
  document(): Promise<string>;
  /** Serves the other files at `/assets/`; their names change with their contents. */
  readonly assets: FastifyPluginAsync;
};

/** The build of this hub: in its folder, or where the hub is a single file, inside of it. */
export function ownWebBuild(): WebBuild {
  return isSea() ? packedBuild : builtIn(builtWebFolder);
}

/** Where the build puts the dashboard. */
const builtWebFolder: string = join(packageFolder(import.meta), "web/dist");

/** A build in a folder. */
export function builtIn(folder: string): WebBuild {
  return {
    isBuilt: existsSync(join(folder, "index.html")),
    document: () => readFile(join(folder, "index.html"), "utf8"),
    assets: async (app) => {
      await app.register(fastifyStatic, {
        root: join(folder, "assets"),
        prefix: "/assets/",
        decorateReply: false,
        index: false,
        preCompressed: true,
        immutable: true,
        maxAge: "365d",
        setHeaders: (reply) => void reply.headers(fileHeaders),
      });
    },
  };
}

export const fileHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** A build inside of the single file, where each file stands under its name. */
const packedBuild: WebBuild = {
  isBuilt: true,
  document: () => Promise.resolve(getAsset("index.html", "utf8")),
  assets: async (app) => {
    app.get<{ Params: { name: string } }>("/assets/:name", { schema: { hide: true } }, packedAsset);
  },
};

type AssetRequest = {
  readonly params: { readonly name: string };
  readonly headers: { readonly "accept-encoding"?: string | string[] | undefined };
};

type AssetReply = {
  headers(values: Readonly<Record<string, string>>): { send(body: Buffer): unknown };
};

function packedAsset({ params, headers }: AssetRequest, reply: AssetReply): unknown {
  const { name } = params;
  const type = assetTypes.get(extname(name));
  const accepted = String(headers["accept-encoding"] ?? "").split(/[\s,;]+/);
  const encoding = accepted.includes("br") ? "br" : accepted.includes("gzip") ? "gzip" : undefined;
  const key = encoding === undefined ? name : `${name}.${encoding === "br" ? "br" : "gz"}`;
  const body = type === undefined ? undefined : assetOf(key);
  if (type === undefined || body === undefined)
    throw new Failure("NOT_FOUND", `There is no ${name}.`);
  const compressed = encoding === undefined ? {} : { "content-encoding": encoding };
  const cache = { "cache-control": "public, max-age=31536000, immutable", vary: "accept-encoding" };
  return reply
    .headers({ ...fileHeaders, ...cache, ...compressed, "content-type": type })
    .send(body);
}

/** What the dashboard is made of; nothing else in the single file goes out. */
const assetTypes: ReadonlyMap<string, string> = new Map([
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
]);

function assetOf(key: string): Buffer | undefined {
  try {
    return Buffer.from(getAsset(`assets/${key}`));
  } catch {
    return undefined;
  }
}

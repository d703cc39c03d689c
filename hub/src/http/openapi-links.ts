type Operations = Readonly<Record<string, { responses?: Record<string, Response> }>>;

type Response = { links?: Record<string, Link> };

type Link = {
  readonly operationRef: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

type Paths = Readonly<Record<string, Operations>>;

/**
 * For @fastify/swagger's `transformObject`: says which answers name what other paths ask for: a thing is found below the path that
 * lists or makes it, by a field of the same name.
 */
export function withLinks<D extends object>(document: D): D {
  const { paths = {} } = document as { readonly paths?: Paths };
  for (const [path, operations] of Object.entries(paths)) {
    const [, collection = ""] = /^(.+?)\/\{/.exec(path) ?? [];
    for (const { method, status, at } of sourcesOf(collection)) {
      const source = paths[sourcePath(collection)]?.[method]?.responses?.[status];
      if (source === undefined) continue;
      for (const target of Object.keys(operations)) {
        const operationRef = `#/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${target}`;
        source.links = {
          ...source.links,
          [nameOf(target, path)]: { operationRef, parameters: parametersOf(path, at) },
        };
      }
    }
  }
  return document;
}

type Source = { readonly method: string; readonly status: string; readonly at: string };

function sourcesOf(collection: string): readonly Source[] {
  const first = collection.endsWith("/text-to-speech") ? "voices/0" : "data/0";
  return [
    { method: "get", status: "200", at: `$response.body#/${first}/` },
    ...["200", "201", "202"].map((status) => ({ method: "post", status, at: "$response.body#/" })),
  ];
}

/** Voices are listed elsewhere than they are spoken with. */
function sourcePath(collection: string): string {
  return collection.endsWith("/text-to-speech") ? "/v2/voices" : collection;
}

function parametersOf(path: string, at: string): Readonly<Record<string, unknown>> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(
    names.map((name) => [name, name === "segment" ? 0 : `${at}${name === "model" ? "id" : name}`]),
  );
}

function nameOf(method: string, path: string): string {
  return [method, ...(path.match(/\w+/g) ?? []).slice(1)].join("-");
}

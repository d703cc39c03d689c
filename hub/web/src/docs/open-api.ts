/** The hub's OpenAPI document (3.1), as far as its page reads it: schemas stand where they are used. */
export type OpenApi = {
  readonly info: { readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
};

export type Schema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
};

type Media = {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
};

type RawOperation = {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description?: string; readonly content?: Readonly<Record<string, Media>> }
    >
  >;
};

export type Operation = RawOperation & {
  readonly id: string;
  readonly method: string;
  readonly path: string;
};

export type Section = { readonly title: string; readonly operations: readonly Operation[] };

/** The document's operations by what they are about: speech first, the hub's own upkeep last. */
export function sectionsOf({ paths }: OpenApi): readonly Section[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== "head")
      .map(([method, operation]): Operation => {
        const id = `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, "-").replace(/-$/, "");
        return { ...operation, id, method: method.toUpperCase(), path };
      }),
  );
  const byTag = Map.groupBy(all, ({ tags }) => tags?.[0] ?? "operation");
  const known = order.map(([tag]) => tag);
  const others = [...byTag.keys()].filter((tag) => !known.includes(tag));
  const titled = [...order, ...others.map((tag) => [tag, capitalised(tag)] as const)];
  return titled.flatMap(([tag, title]) => {
    const operations = byTag.get(tag);
    return operations === undefined ? [] : [{ title, operations }];
  });
}

const order: readonly (readonly [tag: string, title: string])[] = [
  ["speech", "Speech"],
  ["voices", "Dialogue and your voices"],
  ["models", "Models and voices"],
  ["history", "History"],
  ["usage", "Usage"],
  ["events", "Events"],
  ["providers", "Providers"],
  ["keys", "Keys"],
  ["users", "Users"],
  ["session", "Browser session"],
  ["operation", "Operation"],
];

export type Field = {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
};

/** The fields of an object's schema; none of anything else. */
export function fieldsOf(schema: Schema | undefined): readonly Field[] {
  const part = schema?.allOf ?? (schema === undefined ? [] : [schema]);
  return part.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([name, one]) => ({
      name,
      type: typeWords(one),
      isRequired: required.includes(name),
      description: one.description ?? "",
    })),
  );
}

/** `string`, `number, 0.25 to 4`, `one of wav, opus`, `list of strings`. */
export function typeWords(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const words = choices.map(typeWords).filter((word) => word !== "");
    return [...new Set(words)].join(", or ");
  }
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items !== undefined) return `list of ${typeWords(schema.items)}`;
  const types = [schema.type ?? "any"].flat().filter((type) => type !== "null");
  return `${types.join(" or ")}${boundWords(schema)}`;
}

function boundWords({ minimum, maximum, maxLength }: Schema): string {
  if (isBound(minimum) && isBound(maximum)) return `, ${minimum} to ${maximum}`;
  if (isBound(maximum)) return `, at most ${maximum}`;
  return isBound(maxLength) ? `, at most ${maxLength} characters` : "";
}

/** JSON Schema gives whole numbers the bounds of what is exact; those say nothing. */
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The JSON body that the document gives as an example; undefined: it takes none. */
export function exampleBody({ requestBody }: Operation): string | undefined {
  const media = requestBody?.content["application/json"];
  if (media === undefined) return undefined;
  const [named] = Object.values(media.examples ?? {});
  const example = media.example ?? named?.value ?? media.schema?.examples?.[0] ?? {};
  return JSON.stringify(example, null, 2);
}

/** The content types of what comes when all goes well. */
export function answerTypes({ responses }: Operation): readonly string[] {
  const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return [...new Set(good.flatMap(([, { content = {} }]) => Object.keys(content)))];
}

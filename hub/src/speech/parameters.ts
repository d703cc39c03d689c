import type {
  Open,
  ParameterValue,
  ServiceDeclaration,
  StructuredValue,
} from "@club/shared/wire/messages.ts";

/** What goes to an engine by its own names: simple values, e.g. `speed`, and maps and lists. */
export type EngineParameters = Readonly<Record<string, ParameterValue | StructuredValue>>;

/** Parameters as a service is sent them: maps and lists only to one that says that it takes them. */
export function wireParameters(
  parameters: EngineParameters,
  { parameters: taken = [] }: ServiceDeclaration,
): Pick<Open, "parameters" | "structures"> {
  const entries = Object.entries(parameters);
  const structures = entries.filter(
    (entry): entry is [string, StructuredValue] =>
      isStructure(entry[1]) && taken.includes(entry[0]),
  );
  return {
    parameters: Object.fromEntries(
      entries.filter((entry): entry is [string, ParameterValue] => !isStructure(entry[1])),
    ),
    ...(structures.length > 0 && { structures: Object.fromEntries(structures) }),
  };
}

/** What of a request does not reach a service's engine, as far as the service says. */
export function ignoredBy(
  { parameters, instructions }: Asked,
  { features, parameters: taken }: ServiceDeclaration,
): readonly string[] {
  const ignored = Object.entries(parameters)
    .filter(([name, value]) => {
      if (name === "speed") return !features.includes("speed");
      // A service that does not say what it takes takes no maps and lists.
      return taken === undefined ? isStructure(value) : !taken.includes(name);
    })
    .map(([name]) => name);
  return instructions && !features.includes("instructions")
    ? [...ignored, "instructions"]
    : ignored;
}

type Asked = {
  readonly parameters: EngineParameters;
  readonly instructions: string | undefined;
};

function isStructure(value: ParameterValue | StructuredValue): value is StructuredValue {
  return typeof value === "object";
}

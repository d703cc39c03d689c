import { Failure } from "@club/shared/wire/failures.ts";
import { Document, isMap, isSeq, parseDocument } from "yaml";
import type { ServiceSettings } from "../init/candidate.ts";

/**
 * The agent's file with this service in it, in place of one of the same model; everything else, comments
 * too, is kept. A file that named no services served `before` and goes on doing so.
 */
export function withService(
  existing: string | undefined,
  service: ServiceSettings,
  before: readonly ServiceSettings[],
): string {
  const document = parsed(existing);
  const services: unknown = document.get("services");
  if (!isSeq(services)) {
    document.set("services", document.createNode([...before, service]));
    return document.toString();
  }
  const at = services.items.findIndex(
    (item) => isMap(item) && item.get("model") === service["model"],
  );
  if (at === -1) services.add(document.createNode(service));
  else services.items[at] = document.createNode(service);
  return document.toString();
}

/** The agent's file without the services whose program lies in this folder. */
export function withoutServices(existing: string, folder: string): string {
  const document = parsed(existing);
  const services: unknown = document.get("services");
  if (!isSeq(services)) return existing;
  services.items = services.items.filter((item) => {
    const program: unknown = isMap(item) ? item.getIn(["start", 0]) : undefined;
    return !(typeof program === "string" && program.startsWith(`${folder}/`));
  });
  if (services.items.length === 0) document.delete("services");
  return document.toString();
}

function parsed(existing: string | undefined): Document {
  if (existing === undefined) return new Document({});
  const document = parseDocument(existing);
  if (document.errors.length === 0) return document.contents === null ? new Document({}) : document;
  throw new Failure("CONFLICT", "The agent's file is no YAML: nothing was changed.");
}

import { maxMarkerUnits } from "./limits.ts";

/** The kind of a line of Markdown; `text` is what follows the marker. */
export type LineKind =
  | { readonly kind: "paragraph" | "heading" | "item"; readonly text: string }
  /** These are read up to the end of the line. */
  | { readonly kind: "row" | "fence" | "definition"; readonly text: string }
  /** A rule, an empty line or an empty item: nothing to say. */
  | { readonly kind: "blank" };

/**
 * The kind of a line that begins like this. Undefined if that is still open, which it is not once the
 * line has ended or is long.
 */
export function lineKind(beginning: string, hasEnded: boolean): LineKind | undefined {
  const line = beginning.replace(quotePattern, "");
  const text = line.trimStart();
  const isDecided = hasEnded || beginning.length >= maxMarkerUnits;
  if (text === "") return isDecided ? { kind: "blank" } : undefined;
  for (const { begins, decide } of markers) {
    if (!begins.test(text)) continue;
    const kind = decide(text, isDecided);
    if (kind !== "unlike") return kind;
  }
  return { kind: "paragraph", text };
}

const quotePattern = /^(?:[ \t]{0,3}>[ \t]?){1,8}/;

type Marker = {
  readonly begins: RegExp;
  readonly decide: (text: string, isDecided: boolean) => LineKind | "unlike" | undefined;
};

const markers: readonly Marker[] = [
  { begins: /^\|/, decide: (text) => ({ kind: "row", text }) },
  { begins: /^(?:`|~)/, decide: fence },
  { begins: /^#/, decide: heading },
  { begins: /^([-*_=])(?:[ \t]*\1)*[ \t]*$/, decide: rule },
  { begins: /^[-*+](?:[ \t]|$)/, decide: bullet },
  { begins: /^\d{1,9}(?:[.)]?$|[.)][ \t])/, decide: numbered },
  { begins: /^\[/, decide: definition },
];

function fence(text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  if (/^(?:`{3}|~{3})/.test(text)) return { kind: "fence", text };
  return /^(?:`{1,2}|~{1,2})$/.test(text) && !isDecided ? undefined : "unlike";
}

function heading(text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  const [marker] = /^#{1,6}(?:[ \t]+|$)/.exec(text) ?? [];
  if (marker === undefined) return "unlike";
  if (marker.length < text.length) return { kind: "heading", text: text.slice(marker.length) };
  return isDecided ? { kind: "blank" } : undefined;
}

/** `---`, `* * *` or the underline of a heading; so far, it may also be a bullet. */
function rule(_text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  return isDecided ? { kind: "blank" } : undefined;
}

function bullet(text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  const [, box, rest = ""] =
    /^[-*+][ \t]+(\[(?:[ xX](?:\](?:[ \t]+)?)?)?)?([^]*)$/.exec(text) ?? [];
  if (rest === "" && !isDecided) return undefined;
  const isBox = box === undefined || /\][ \t]+$/.test(box);
  return { kind: "item", text: isBox ? rest : `${box}${rest}` };
}

/** The number is spoken. */
function numbered(text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  if (/^\d{1,9}[.)][ \t]+\S/.test(text)) return { kind: "item", text };
  return isDecided ? { kind: "paragraph", text } : undefined;
}

/** A link reference definition: `[name]: https://…`. */
function definition(text: string, isDecided: boolean): ReturnType<Marker["decide"]> {
  if (/^\[[^\]]+\]:[ \t]*(?:<|https?:)/i.test(text)) return { kind: "definition", text };
  const mayBe = /^\[[^\]]*(?:\](?::[ \t]*(?:h(?:t(?:t(?:ps?)?)?)?)?)?)?$/i.test(text);
  return mayBe && !isDecided ? undefined : "unlike";
}

/** What is known of a shared clip to whoever has the link. */
export type SharedBody = {
  readonly object: "speech.shared";
  readonly model: string;
  readonly voice: string | null;
  readonly audio_seconds: number;
  readonly created: number;
  readonly format: string;
  /** Null: its owner did not share it. */
  readonly text: string | null;
  readonly expires: number | null;
};

/**
 * The head of a shared clip's page, with what chats and social sites show of a link (ogp.me).
 * `clip` undefined: the link leads nowhere.
 */
export function sharedHead(clip: SharedBody | undefined, address: string): string {
  if (clip === undefined) return "<title>This link no longer works · Club</title>";
  const seconds = Math.max(1, Math.round(clip.audio_seconds));
  const length = seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  const description = `${length} of speech${clip.voice === null ? "" : `, spoken by ${clip.voice}`}.`;
  const title = clip.text === null ? "A voice from the club" : excerptOf(clip.text);
  const properties = {
    "og:site_name": "Club",
    "og:type": "website",
    "og:title": title,
    "og:description": description,
    "twitter:card": "summary",
    ...addressesOf(address),
  };
  const tags = Object.entries(properties).map(
    ([name, content]) => `<meta property="${name}" content="${escaped(content)}" />`,
  );
  return [`<title>${escaped(title)}</title>`, ...tags].join("\n    ");
}

/** As much as previews of links have room for. */
function excerptOf(text: string): string {
  const characters = Array.from(text.slice(0, 200).replace(/\s+/g, " ").trim());
  if (characters.length === 0) return "A voice from the club";
  if (characters.length <= 70) return characters.join("");
  return `${characters.slice(0, 69).join("")}…`;
}

/** None where a client has named a host that cannot be one. */
function addressesOf(address: string): Readonly<Record<string, string>> {
  if (!URL.canParse(address)) return {};
  const audio = new URL(address);
  audio.search = "?as=audio";
  const image = new URL("/assets/link-preview.png", audio);
  return { "og:url": address, "og:audio": audio.href, "og:image": image.href };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

import type { HistoryBody } from "./history-body.ts";

/**
 * The head of a shared clip's page, with what chats and social sites show of a link (ogp.me). The text
 * stays out: whoever shared the audio has not shared the text. `clip` undefined: the link leads nowhere.
 */
export function sharedHead(clip: HistoryBody | undefined, address: string): string {
  if (clip === undefined) return "<title>This link leads nowhere · Club</title>";
  const seconds = Math.max(1, Math.round(clip.audio_seconds));
  const length = seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  const description = `${length} of speech${clip.voice === null ? "" : `, spoken by ${clip.voice}`}.`;
  const properties = {
    "og:site_name": "Club",
    "og:type": "website",
    "og:title": "A voice from the club",
    "og:description": description,
    ...addressesOf(address),
  };
  const tags = Object.entries(properties).map(
    ([name, content]) => `<meta property="${name}" content="${escaped(content)}" />`,
  );
  return ["<title>A voice from the club</title>", ...tags].join("\n    ");
}

/** None where a client has named a host that cannot be one. */
function addressesOf(address: string): Readonly<Record<string, string>> {
  if (!URL.canParse(address)) return {};
  const audio = new URL(address);
  audio.search = "?as=audio";
  return { "og:url": address, "og:audio": audio.href };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

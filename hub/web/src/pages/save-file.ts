/** Has the browser save a file that the page has made or fetched. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}

/** The browser has taken the file by then. */
const keptMs = 60_000;

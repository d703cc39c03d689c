/** The keys that submit a text, as they are called on this machine. */
export const shortcut: string = /Mac|iPhone|iPad/.test(navigator.userAgent)
  ? "⌘ ↵"
  : "Ctrl + Enter";

/** Whatever begins to play pauses what played before. */
export function playOneAtATime(): void {
  document.addEventListener(
    "play",
    ({ target }) => {
      for (const audio of document.querySelectorAll("audio")) {
        if (audio !== target && !audio.paused) audio.pause();
      }
    },
    // Media events do not bubble.
    true,
  );
}

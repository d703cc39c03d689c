/** Draws once for everything that arrives between two frames of the screen, until the signal fires. */
export function everyFrame(
  signal: AbortSignal,
  draw: () => void,
): { readonly due: () => void; readonly stop: () => void } {
  let frame: number | undefined;
  const stop = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const due = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (!signal.aborted) draw();
    });
  };
  return { due, stop };
}

/** How long a test waits for what takes milliseconds on an idle machine, and must happen at all. */
export const patienceMs = 30_000;

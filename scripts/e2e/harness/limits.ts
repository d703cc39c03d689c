/** How long a test waits for what takes milliseconds on an idle machine, and must happen at all. */
export const patienceMs = 30_000;

/** How long an installation may take, which may have to fetch what it installs. */
export const installPatienceMs = 120_000;

import { safe, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { notifySystemd } from "@club/shared/system-service/notify-systemd.ts";
import { tuneHeapForAudio } from "@club/shared/audio/heap-for-audio.ts";
import type { Command } from "commander";
import type { Logger } from "pino";
import { systemClock } from "../clock.ts";
import { loadSettings } from "../config.ts";
import { drainMs, hurryMs } from "../limits.ts";
import { addSettingOptions, settingSources, type SettingsFlags } from "./settings-options.ts";
import { startWords } from "./start-words.ts";
import type { Terminal } from "./terminal.ts";

/** `club-hub serve`: the hub itself, until SIGINT or SIGTERM; a second signal ends it at once. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program.command("serve").description("run the hub");
  addSettingOptions(command)
    .addHelpText("after", serveHelp)
    .action((flags: SettingsFlags) => serve(flags, terminal));
}

const serveHelp = `
Each setting is taken from its flag, else from the environment (CLUB_HUB_PORT for --port), else from
the --config file (port: 8080), else as in parentheses.

Example:
  $ club-hub serve --port 8080 --data ./hub-data
  $ club-hub serve --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
`;

async function serve(flags: SettingsFlags, terminal: Terminal): Promise<void> {
  tuneHeapForAudio();
  const loaded = await loadSettings(settingSources(flags));
  const { data } = loaded;
  // Loaded here, so that no other command has to wait for all of the hub.
  const { createLogger } = await import("./logger.ts");
  const { startHub } = await import("../hub.ts");
  const log = createLogger(loaded.logLevel, terminal);
  const hub = await startHub(loaded, log);
  terminal.out(safe`listening on ${hub.url}\n`);
  if (terminal.columns !== undefined) terminal.out(startWords(loaded, hub.url));
  if (hub.setUpLink !== undefined) terminal.out(setUpWords(hub.setUpLink));
  log.info({ url: hub.url, data }, "hub is up");
  void notifySystemd(process.env, "READY=1");
  await toldToStop();
  void notifySystemd(process.env, "STOPPING=1");
  log.info("hub is stopping");
  const hurry = new AbortController();
  for (const name of stopSignals) process.once(name, () => hurry.abort());
  using timers = new DisposableStack();
  timers.use(systemClock.after(drainMs, () => hurry.abort()));
  hurry.signal.addEventListener("abort", () => {
    timers.use(systemClock.after(hurryMs, giveUp(log)));
  });
  await hub.stop(hurry.signal);
  log.info("hub has stopped");
}

function setUpWords(link: string): SafeText {
  return safe`This hub has no users yet. Open this link to become its owner (once, within a day):
  ${link}
`;
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of stopSignals) process.once(name, () => resolve());
  });
}

/** What could not be ended in time is left to the next start, which settles it. */
function giveUp(log: Logger): () => void {
  return () => {
    log.error("the hub could not stop in time");
    process.exit(1);
  };
}

const stopSignals = ["SIGINT", "SIGTERM"] as const;

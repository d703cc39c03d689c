import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Failure } from "@club/shared/wire/failures.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { pino } from "pino";
import { mergeSettings } from "../src/config/merge-settings.ts";
import type { Settings } from "../src/config/settings.ts";
import { Background } from "../src/background.ts";
import { Daemon } from "../src/daemon.ts";
import type { DaemonOptions } from "../src/daemon-options.ts";
import type { Engine } from "../src/engines/engine.ts";
import { serviceConfigSchema } from "../src/engines/service-config-schema.ts";
import { LogRing } from "../src/log-ring.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export type RunningAgent = AsyncDisposable & {
  readonly daemon: Daemon;
  readonly tokenFile: string;
  /** How it ended: undefined when it stopped as asked. */
  readonly ended: Promise<Failure | undefined>;
};

export type AgentOptions = {
  readonly hub: string;
  readonly engine: Engine;
  readonly slots?: number;
  readonly name?: string;
  readonly once?: boolean;
  readonly settings?: Partial<Settings>;
  readonly changes?: Partial<DaemonOptions>;
};

/** A daemon in this process, with one service of the engine given, stopped when disposed of. */
export async function runAgent(options: AgentOptions): Promise<RunningAgent> {
  const folder = await temporaryFolder();
  const tokenFile = join(folder.path, "token");
  await writeFile(tokenFile, "club-test-key\n", { mode: 0o600 });
  await mkdir(join(folder.path, "run"), { mode: 0o700 });
  const settings = settingsFor(options, tokenFile);
  const daemon = await Daemon.create({
    settings,
    launch: { flags: {}, folder: folder.path, environment: {} },
    loadSettings: () => Promise.resolve({ settings }),
    paths: { config: folder.path, state: folder.path, runtime: join(folder.path, "run") },
    version: "0.0.0-test",
    once: options.once === true,
    createEngine: () => options.engine,
    log: pino({ level: "silent" }),
    background: new Background({ log: () => undefined, now: () => performance.now() }),
    logs: new LogRing(10),
    wallClock: () => new Date(),
    now: () => performance.now(),
    random: Math.random,
    successor: { expect: () => undefined, start: () => undefined },
    notify: () => undefined,
    ...options.changes,
  });
  const ended = daemon.run().then(
    () => undefined,
    (thrown: unknown) => asFailure(thrown),
  );
  return {
    daemon,
    tokenFile,
    ended,
    [Symbol.asyncDispose]: async () => {
      daemon.close();
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

function settingsFor(options: AgentOptions, tokenFile: string): Settings {
  const from = "test";
  const config = serviceConfigSchema.parse({
    engine: "espeak-ng",
    model: "test-voice",
    slots: options.slots ?? 1,
  });
  const { tokenFile: _, ...defaults } = mergeSettings({}, {}, undefined).merged;
  return {
    ...defaults,
    hub: { value: new URL(options.hub), from },
    name: { value: options.name ?? "rig", from },
    token: { value: { at: "file", path: tokenFile }, from },
    file: undefined,
    ...options.settings,
    services: [{ value: config, from }],
  };
}

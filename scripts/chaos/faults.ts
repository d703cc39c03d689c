import { setTimeout as wait } from "node:timers/promises";
import { failWrites } from "./disk-errors.ts";
import { ailments } from "./engine.ts";
import type { Home, World } from "./world.ts";

/** Something that goes wrong, and is put right again when it returns. */
export type Fault = {
  readonly name: string;
  /** How often it is drawn beside the others. */
  readonly weight: number;
  /** The process that it ends. */
  readonly ends?: "agent" | "hub";
  /** Whether it can be had on this machine. */
  readonly isPossible?: (world: World) => boolean;
  run(world: World, home: Home, random: () => number): Promise<void>;
};

/** Everything that the campaign does to a club. */
export const faults: readonly Fault[] = [
  {
    name: "the agent is killed",
    weight: 3,
    ends: "agent",
    run: async (_, home, random) => {
      await home.endAgent("SIGKILL");
      await wait(200 + 1_500 * random());
      home.restart();
    },
  },
  {
    name: "the agent is told to stop",
    weight: 1,
    ends: "agent",
    run: async (_, home) => {
      await home.endAgent("SIGTERM");
      home.restart();
    },
  },
  {
    name: "the agent stands still",
    weight: 2,
    run: async (_, home, random) => {
      home.agent.kill("SIGSTOP");
      await wait(500 + 3_000 * random());
      home.agent.kill("SIGCONT");
    },
  },
  {
    name: "the line is cut",
    weight: 3,
    run: async (_, { line }) => {
      line.cut();
      await wait(100);
    },
  },
  {
    name: "the line is unplugged",
    weight: 2,
    run: async (_, { line }, random) => {
      line.unplug();
      await wait(500 + 3_000 * random());
      line.heal();
    },
  },
  {
    name: "the line swallows all bytes",
    weight: 2,
    run: async (_, { line }, random) => {
      line.blackhole();
      await wait(500 + 4_000 * random());
      line.heal();
    },
  },
  {
    name: "the line is slow",
    weight: 1,
    run: async (_, { line }, random) => {
      line.slow({ megabitsPerS: 2, delayMs: 100 });
      await wait(1_000 + 3_000 * random());
      line.slow({ megabitsPerS: Number.POSITIVE_INFINITY, delayMs: 0 });
    },
  },
  {
    name: "the speech server ails",
    weight: 4,
    run: async (_, { engine }, random) => {
      engine.ail(ailments[Math.floor(random() * ailments.length)] ?? "none");
      await wait(500 + 2_500 * random());
      engine.ail("none");
    },
  },
  {
    name: "the hub is killed",
    weight: 1,
    ends: "hub",
    run: async (world) => {
      world.hub.kill("SIGKILL");
      await world.restartHub();
    },
  },
  {
    name: "the hub is told to stop",
    weight: 1,
    ends: "hub",
    run: async (world) => {
      world.hub.kill("SIGTERM");
      await world.restartHub();
    },
  },
  {
    name: "the hub's clock is wrong",
    weight: 1,
    run: async (world, _, random) => {
      await world.shiftClock((random() < 0.5 ? -1 : 1) * random() * yearMs);
      await wait(500 + 1_500 * random());
      await world.shiftClock(0);
    },
  },
  {
    name: "the hub's disk is full",
    weight: 1,
    isPossible: ({ disk }) => disk !== undefined,
    run: async ({ disk }, _, random) => {
      await disk?.fill();
      await wait(500 + 1_500 * random());
      await disk?.empty();
    },
  },
  {
    name: "writes to the hub's disk fail",
    weight: 1,
    isPossible: (world) => world.canFailWrites,
    run: async ({ hub }, _, random) => {
      if (hub.pid !== undefined) await failWrites(hub.pid, 500 + Math.floor(1_000 * random()));
    },
  },
];

const yearMs = 366 * 86_400_000;

/** One of those whose names contain a text, by weight. */
export function drawFault(random: () => number, only: string): Fault {
  const drawn = faults.filter(({ name }) => name.includes(only));
  let left = random() * drawn.reduce((sum, { weight }) => sum + weight, 0);
  const fault = drawn.find(({ weight }) => (left -= weight) < 0) ?? drawn[0];
  if (fault === undefined) throw new Error(`No fault's name contains "${only}".`);
  return fault;
}

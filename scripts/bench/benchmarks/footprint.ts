import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { agentProgram, hubProgram, startClub } from "../contenders/club.ts";
import { inRounds } from "../measure/rounds.ts";
import { differences } from "../measure/statistics.ts";

/** What the two programs take of a machine that has other things to do. */
export const footprint: Benchmark = {
  name: "footprint",
  title: "Idle programs, and commands",
  method:
    "Resident: VmRSS of a hub and an agent that have been idle for 40 s. A command: from its start to its end, beside an empty program of Node's.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  const idle = await idleMemory(bench);
  const took = await inRounds(bench.rounds, commands(bench), timeOf);
  const [node = [], ...others] = took;
  const slowest = others.toSorted((a, b) => Math.max(...b) - Math.max(...a))[0] ?? [];
  return {
    columns: [
      { key: "resident", title: "resident, MiB", digits: 0 },
      { key: "took", title: "took, s", digits: 2 },
    ],
    rows: [
      { name: "the hub, idle", values: { resident: idle.hub } },
      { name: "an agent, idle", values: { resident: idle.agent } },
      ...commands(bench).map(({ name }, at) => ({ name, values: { took: took[at] ?? [] } })),
    ],
    goals: [
      { what: "an idle agent, resident", limit: 80, unit: "MiB", measured: idle.agent },
      { what: "an idle hub, resident", limit: 120, unit: "MiB", measured: idle.hub },
      {
        what: "the slowest command, over Node's own start",
        limit: 0.4,
        unit: "s",
        measured: differences(slowest, node),
      },
    ],
  };
}

/** In MiB, of each of a few clubs: more rounds would take minutes. */
async function idleMemory({ engine, folder }: Bench) {
  const hub: number[] = [];
  const agent: number[] = [];
  for (let time = 0; time < clubs; time += 1) {
    await using club = await startClub(engine, folder);
    await wait(idleMs);
    const [agentPid = 0] = club.processes["agent"] ?? [];
    hub.push(await residentMib(club.hub.pid));
    agent.push(await residentMib(agentPid));
  }
  return { hub, agent };
}

const clubs = 2;

/** Threads that nobody needs have ended by then. */
const idleMs = 40_000;

async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

type Command = { readonly name: string; readonly argv: readonly string[] };

function commands({ club }: Bench): readonly Command[] {
  return [
    { name: "`node -e 0`", argv: ["-e", "0"] },
    { name: "`club-hub --help`", argv: [hubProgram, "--help"] },
    { name: "`club-hub keys list`", argv: [hubProgram, "keys", "list", "--data", club.dataDir] },
    { name: "`club-hub status`", argv: [hubProgram, "status", "--data", club.dataDir] },
    { name: "`club-agent --help`", argv: [agentProgram, "--help"] },
    { name: "`club-agent status`", argv: [agentProgram, "status"] },
    { name: "`club-agent config show`", argv: [agentProgram, "config", "show"] },
  ];
}

async function timeOf({ argv }: Command): Promise<number> {
  const startMs = performance.now();
  await execa(process.execPath, argv, { reject: false });
  return (performance.now() - startMs) / 1000;
}

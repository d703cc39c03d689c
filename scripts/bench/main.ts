import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchmarks } from "./benchmarks/all.ts";
import { defaultRounds } from "./limits.ts";
import { setUpPeers } from "./peers/set-up.ts";
import { markdown } from "./report/markdown.ts";
import { runBenchmarks } from "./run-benchmarks.ts";

const help = `pnpm bench [options]

  --only NAME   only this benchmark; may be given more than once
  --rounds N    interleaved rounds (${defaultRounds})
  --full        longer, and more of each curve
  --set-up      install the peers that are missing first: LiteLLM and Portkey into .venv-bench,
                openssh-server with apt-get
  --write       write scripts/bench/RESULTS.md too

Writes scripts/bench/results/latest.json and prints the tables. Benchmarks:
  ${benchmarks.map(({ name }) => name).join(", ")}
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: String(defaultRounds) },
    full: { type: "boolean", default: false },
    "set-up": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else await bench();

async function bench(): Promise<void> {
  const { only, full: isFull, "set-up": isSettingUp, write: isWriting } = values;
  const chosen = benchmarks.filter(({ name }) => only === undefined || only.includes(name));
  const rounds = Number(values.rounds);
  if (chosen.length === 0 || !(rounds >= 1)) throw new Error(help);
  if (isSettingUp) await setUpPeers();
  const results = await runBenchmarks({ benchmarks: chosen, rounds, isFull, say });
  const folder = join(import.meta.dirname, "results");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "latest.json"), JSON.stringify(results, undefined, 2));
  const text = markdown(results);
  if (isWriting) await writeFile(join(import.meta.dirname, "RESULTS.md"), text);
  console.log(text);
  if (results.found.some(({ at }) => at === "failed")) process.exitCode = 1;
}

function say(text: string): void {
  console.error(`bench: ${text}`);
}

import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";

const help = `pnpm chaos [--seconds N] [--seed S] [--hostile] [--only TEXT]

Loads a club for N seconds (600) while agents, lines, speech servers and the hub fail, then compares
what every consumer received with history, audio and usage. The seed (that of the clock) decides on
every text and fault: a run that finds something is repeated with the seed that it names.
--only takes the faults whose names contain the text, for example "disk".`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    hostile: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else {
  const { hostile, only } = values;
  const seconds = Number(values.seconds);
  const seed = Number(values.seed);
  console.log(`${seconds} s with the seed ${seed} …`);
  const { found, ...facts } = await runCampaign({ seconds, seed, hostile, only });
  console.log(JSON.stringify(facts, undefined, 2));
  for (const fault of found) console.log(`✘ ${fault}`);
  console.log(
    found.length === 0
      ? "Nothing was found."
      : `Again: pnpm chaos --seed ${seed} --seconds ${seconds}${hostile ? " --hostile" : ""}`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}

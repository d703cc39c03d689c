import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";

/** What a load balancer takes for healthy, on a machine that has nothing else to do. */
const mostHealthMs = 100;

const help = `pnpm chaos [--seconds N] [--seed S] [--hostile] [--no-faults] [--only TEXT]

Loads a club for N seconds (600) while agents, lines, speech servers and the hub fail, then compares
what every consumer received with history, audio and usage. The seed (that of the clock) decides on
every text and fault: a run that finds something is repeated with the seed that it names.
--only takes the faults whose names contain the text, for example "disk". --hostile lets a member in who
floods the hub with valid keys. With --no-faults nothing else goes wrong: then every other request has to
be whole, and 99 of 100 answers of /healthz take less than ${mostHealthMs} ms.`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    hostile: { type: "boolean", default: false },
    "no-faults": { type: "boolean", default: false },
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
  const faults = !values["no-faults"];
  const { found: wrong, ...facts } = await runCampaign({ seconds, seed, hostile, only, faults });
  console.log(JSON.stringify(facts, undefined, 2));
  const p99Ms = faults ? 0 : (facts.hostile?.healthP99Ms ?? 0);
  const slow = p99Ms > mostHealthMs ? [`/healthz took ${Math.round(p99Ms)} ms at p99`] : [];
  const found = [...wrong, ...slow];
  for (const fault of found) console.log(`✘ ${fault}`);
  console.log(
    found.length === 0
      ? "Nothing was found."
      : `Again: pnpm chaos --seed ${seed} --seconds ${seconds}${hostile ? " --hostile" : ""}${faults ? "" : " --no-faults"}`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}

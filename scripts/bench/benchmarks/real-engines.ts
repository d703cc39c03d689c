import { join } from "node:path";
import { execa } from "execa";
import { recipes } from "../../../agent/src/installs/recipe.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { root } from "../../root.ts";
import type { Bench, Benchmark, Finding, Row } from "../benchmark.ts";
import { startClub } from "../contenders/club.ts";
import { requestTimeoutMs, wavHeaderBytes } from "../limits.ts";
import { startMeasured } from "../measure/process.ts";
import { inRounds } from "../measure/rounds.ts";

/** What the way through Club is beside the work of a neural voice. */
export const realEngines: Benchmark = {
  name: "real-engines",
  title: "Through Club, beside a real engine's own time",
  method:
    "Piper 1.8 with its voice joe on this machine's processor, asked directly and through Club. It answers when it has the whole; the hub asks it sentence by sentence.",
  isComparison: true,
  run,
};

/** From asking to the first sample and to the last one, and how many seconds of audio those were. */
type Timing = { readonly firstMs: number; readonly wholeMs: number; readonly seconds: number };

type Way = {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
};

async function run(bench: Bench): Promise<Finding> {
  await using piper = await startPiper();
  const { service } = piper;
  await using club = await startClub(bench.engine, bench.folder, { services: [service] });
  const texts = [
    ["one sentence", sentence],
    ["six sentences", Array.from({ length: 6 }, () => sentence).join(" ")],
  ] as const;
  const ways = texts.flatMap(([name, text]): readonly Way[] => [
    { name: `${name}: Piper itself`, url: `${piper.url}synthesize`, headers: {}, body: { text } },
    {
      name: `${name}: through Club`,
      ...club.target,
      body: { model: service.model, input: text, response_format: "wav" },
    },
  ]);
  for (const way of ways) await timingOf(way);
  const timings = await inRounds(bench.rounds, ways, timingOf);
  const rows = ways.map(({ name }, at) => rowOf(name, timings[at] ?? []));
  return {
    columns: [
      { key: "first", title: "first audio, ms", digits: 0 },
      { key: "whole", title: "whole clip, ms", digits: 0 },
      { key: "speed", title: "× real time", digits: 1 },
    ],
    rows,
    goals: [],
  };
}

function rowOf(name: string, timings: readonly Timing[]): Row {
  return {
    name,
    values: {
      first: timings.map(({ firstMs }) => firstMs),
      whole: timings.map(({ wholeMs }) => wholeMs),
      speed: timings.map(({ seconds, wholeMs }) => (seconds * 1000) / wholeMs),
    },
  };
}

async function timingOf({ url, headers, body }: Way): Promise<Timing> {
  const startMs = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (!response.ok || response.body === null) {
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
  let firstMs: number | undefined;
  let bytes = 0;
  const pieces: AsyncIterable<Uint8Array> = response.body;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > wavHeaderBytes) firstMs ??= performance.now() - startMs;
  }
  const wholeMs = performance.now() - startMs;
  const seconds = (bytes - wavHeaderBytes) / (2 * voiceRateHz);
  return { firstMs: firstMs ?? Number.NaN, wholeMs, seconds };
}

/** Piper's own server with the voice of `engines install piper`. */
async function startPiper() {
  const python = join(root, ".venv/bin/python");
  const port = await freePort();
  const { stdout: voice } = await execa(python, ["-c", `print(${recipes.piper.voicePath})`]);
  const served = ["--host", "127.0.0.1", "--port", String(port), "-m", voice];
  const server = startMeasured("Piper", python, ["-m", "piper.http_server", ...served]);
  const url = `http://127.0.0.1:${port}/`;
  try {
    await server.untilTrue("Piper's answer", () =>
      fetch(`${url}voices`).then(
        ({ ok }) => (ok ? true : undefined),
        () => undefined,
      ),
    );
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return {
    url,
    service: { type: "tts", model: "piper", engine: "piper", url },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const voiceRateHz = 22_050;
const sentence = "The people of the village had known for years that the river would come one day.";

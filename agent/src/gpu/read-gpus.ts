import { execFile } from "node:child_process";
import { agentLimits } from "../limits.ts";
import type { Gpu } from "./gpu.ts";
import { parseNvidia, parseRocm } from "./parse-gpus.ts";

/** The cards of this machine, from NVIDIA's or AMD's tool; none where neither is there. Never rejects. */
export async function readGpus(signal: AbortSignal): Promise<readonly Gpu[]> {
  for (const { program, argv, parse } of tools) {
    const text = await output(program, argv, signal);
    const gpus = text === undefined ? [] : parse(text);
    if (gpus.length > 0) return gpus;
  }
  return [];
}

const tools = [
  {
    program: "nvidia-smi",
    argv: ["--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"],
    parse: parseNvidia,
  },
  {
    program: "rocm-smi",
    argv: ["--showproductname", "--showmeminfo", "vram", "--json"],
    parse: parseRocm,
  },
] as const;

function output(
  program: string,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const options = { signal, timeout: agentLimits.gpuToolMs, maxBuffer: 65_536 };
  try {
    execFile(program, argv, options, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  } catch {
    resolve(undefined);
  }
  return promise;
}

import type { Benchmark } from "../benchmark.ts";
import { agents } from "./agents.ts";
import { cancel } from "./cancel.ts";
import { clipLength } from "./clip-length.ts";
import { concurrency } from "./concurrency.ts";
import { firstAudio } from "./first-audio.ts";
import { footprint } from "./footprint.ts";
import { historySize } from "./history-size.ts";
import { longText } from "./long-text.ts";
import { opus } from "./opus.ts";
import { opusCpu } from "./opus-cpu.ts";
import { ahead, paced } from "./paced.ts";
import { realEngines } from "./real-engines.ts";
import { streamMemory } from "./stream-memory.ts";
import { throughput } from "./throughput.ts";
import { slowLink, stalled } from "./tunnel.ts";

/** In the order in which they run: those with peers first, which then make room. */
export const benchmarks: readonly Benchmark[] = [
  realEngines,
  firstAudio,
  throughput,
  paced,
  ahead,
  opus,
  opusCpu,
  cancel,
  longText,
  slowLink,
  stalled,
  footprint,
  clipLength,
  streamMemory,
  concurrency,
  historySize,
  agents,
];

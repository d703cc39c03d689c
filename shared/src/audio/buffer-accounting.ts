import { setFlagsFromString } from "node:v8";

/**
 * For a process that relays audio: has V8 weigh buffers against the size of the whole process when it
 * decides to collect garbage. Otherwise some 24 MB of passing audio make it walk through the whole
 * heap, which at 60 MB/s is every 40 ms and more than half of the process's work.
 */
export function weighBuffersWithHeap(): void {
  setFlagsFromString("--external-memory-accounted-in-global-limit");
}

import { asFailure } from "@club/shared/wire/failures.ts";
import { watchdog } from "./watchdog.ts";

/** One call with a bound: throws CANCELLED, ENGINE_FAILED when it takes longer, or what the call throws. */
export async function boundedCall<T>(
  caller: AbortSignal,
  timeoutMs: number,
  what: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const watch = watchdog(caller);
  try {
    return await watch.wait(call(watch.signal), timeoutMs, what);
  } catch (error) {
    throw asFailure(error);
  } finally {
    watch.stop();
  }
}

import type { Channel, ChannelListener } from "./channel.ts";

/** Two channels joined in memory: what one sends the other receives, in order, a microtask later. */
export function memoryChannels(): readonly [Channel, Channel] {
  const left = new MemoryChannel();
  const right = new MemoryChannel();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class MemoryChannel implements Channel {
  peer: MemoryChannel | undefined;
  bufferedBytes = 0;
  #listener: ChannelListener | undefined;
  #isOpen = true;

  send(frame: Uint8Array): void {
    if (!this.#isOpen) return;
    const copy = frame.slice();
    this.bufferedBytes += copy.length;
    queueMicrotask(() => {
      this.bufferedBytes -= copy.length;
      this.peer?.arrive(copy);
      this.#listener?.drained();
    });
  }

  close(code: number, reason: string): void {
    queueMicrotask(() => {
      this.peer?.end(code, reason);
      this.end(code, reason);
    });
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
  }

  arrive(frame: Uint8Array): void {
    if (this.#isOpen) this.#listener?.message(frame);
  }

  end(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#listener?.closed(code, reason);
  }
}

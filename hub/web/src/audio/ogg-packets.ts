/** Takes the packets out of an Ogg file (RFC 3533) as it arrives; its checksums are not looked at. */
export class OggPackets {
  readonly #sink: (packet: Uint8Array<ArrayBuffer>) => void;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** A packet that goes on on the next page. */
  #begun: number[] = [];

  constructor(sink: (packet: Uint8Array<ArrayBuffer>) => void) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let at = 0;
    for (;;) {
      const page = pageAt(all, at);
      if (page === undefined) break;
      this.#take(page);
      at = page.end;
    }
    this.#rest = all.slice(at);
  }

  #take({ lengths, body }: Page): void {
    let at = 0;
    for (const length of lengths) {
      this.#begun.push(...body.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      this.#sink(Uint8Array.from(this.#begun));
      this.#begun = [];
    }
  }
}

type Page = {
  /** Of its segments; one of 255 bytes goes on in the next. */
  readonly lengths: Uint8Array;
  readonly body: Uint8Array;
  /** Where the next page begins. */
  readonly end: number;
};

function pageAt(bytes: Uint8Array, at: number): Page | undefined {
  const segments = bytes[at + 26];
  if (segments === undefined) return undefined;
  if (String.fromCharCode(...bytes.subarray(at, at + 4)) !== "OggS") {
    throw new Error("The hub sent audio that is not Ogg.");
  }
  const lengths = bytes.subarray(at + 27, at + 27 + segments);
  const begin = at + 27 + segments;
  const end = begin + lengths.reduce((sum, length) => sum + length, 0);
  if (lengths.length < segments || end > bytes.length) return undefined;
  return { lengths, body: bytes.subarray(begin, end), end };
}

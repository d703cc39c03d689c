import { equal, ok } from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { systemClock } from "../../../src/clock.ts";
import { createEncoders } from "../../../src/encoding/encoders.ts";
import type { MasterSegment } from "../../../src/long-form/mastering/master-segment.ts";
import { timelineOf } from "../../../src/long-form/mastering/timeline.ts";
import { writeMaster } from "../../../src/long-form/mastering/write-master.ts";
import { usedBytes } from "../../../../shared/test/memory.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { segmentOf, toneBetween } from "./spoken.ts";

const rateHz = 24_000;
const encoders = await createEncoders({ clock: systemClock, expected: [] });
after(async () => await encoders.close());

/** Speech of half a minute, the same bytes for every segment. */
const tone = segmentOf(toneBetween(rateHz, [100, 29_800, 100]), rateHz);

for (const format of ["wav", "m4b"] as const) {
  test(`twenty minutes of speech in ${format} is written without being held in memory`, async (t) => {
    let most = 0;
    let read = 0;
    const before = usedBytes();
    const segments = Array.from({ length: 40 }, (): MasterSegment => {
      return {
        ...tone,
        read: (signal, fromByte) => {
          // The segments before this one are done with.
          most = Math.max(most, usedBytes());
          read += 1;
          return tone.read(signal, fromByte);
        },
      };
    });
    const timeline = timelineOf([{ title: "A book", segments }]);
    const path = join(await temporaryFolder(t), "book");
    const book = { timeline, format, titles: {}, encoders, ffmpeg: "ffmpeg" };
    await writeMaster(path, book, AbortSignal.timeout(300_000));
    equal(read, segments.length);
    ok(timeline.frames > 1_200 * rateHz);
    const { size } = await stat(path);
    ok(format === "m4b" ? size > 3_000_000 : size === timeline.frames * 2 + 44, `${size} bytes`);
    ok(most - before < 24 * 1024 * 1024, `${(most - before) / 1024 / 1024} MiB more`);
  });
}

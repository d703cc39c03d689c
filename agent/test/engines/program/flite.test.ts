import { deepEqual, equal, rejects } from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { suite, test } from "node:test";
import { findProgram } from "../../../src/engines/program/find-program.ts";
import { parseVoices } from "../../../src/engines/program/flite.ts";
import { collect, failed, never, saying, sentence, speakingContract } from "../contract.ts";
import { gone, subjectOf } from "./program-subject.ts";

const start = subjectOf({ engine: "flite" }, { voice: "slt", rateHz: 16_000 });

if ((await findProgram("flite")) === undefined) {
  test("flite", { skip: "flite is not installed" }, () => {});
} else {
  speakingContract("flite", start);

  suite("flite", () => {
    test("has the true rate of each voice", async () => {
      await using subject = await start();
      const speech = await subject.engine.speak(saying("One.", "kal"), never());
      equal(speech.format.rateHz, 8_000);
      await collect(speech);
    });

    test("leaves neither its file nor its process when it is cancelled", async () => {
      await using subject = await start();
      const cancel = new AbortController();
      const speech = subject.engine.speak(saying(sentence.repeat(500)), cancel.signal);
      setImmediate(() => cancel.abort());
      await rejects(speech.then(collect), failed("CANCELLED"));
      await gone("flite");
      const left = (await readdir(tmpdir())).filter((name) => name.startsWith("club-flite-"));
      deepEqual(left, []);
    });
  });
}

test("flite's voices are listed, but for the one that only tells the time", () => {
  deepEqual(
    parseVoices("Voices available: kal awb_time kal16 slt \n").map(({ name }) => name),
    ["kal", "kal16", "slt"],
  );
});

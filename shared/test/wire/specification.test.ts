import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { failures } from "../../src/wire/failures.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import { frameTypes } from "../../src/wire/messages.ts";
import { exampleBegins, exampleEnds, exampleText } from "./vector-files.ts";

const text = readFileSync(new URL("../../PROTOCOL.md", import.meta.url), "utf8");

describe("PROTOCOL.md", () => {
  it("states every limit as the code has it, with a reason", () => {
    const { protocol, ...numbers } = limits;
    const { newest, oldest } = protocol;
    const expected = { "protocol.newest": newest, "protocol.oldest": oldest, ...numbers };
    const rows = rowsUnder("limit | value | why");
    assert.deepEqual(
      Object.fromEntries(
        rows.map(([name, value = ""]) => [name, Number(value.replaceAll(",", ""))]),
      ),
      expected,
    );
    for (const [name, , why] of rows) assert.ok(why, `${name} has a reason`);
  });

  it("states every frame type", () => {
    const rows = rowsUnder("type | frame | direction | what for");
    assert.deepEqual(
      Object.fromEntries(rows.map(([type, frame]) => [frame, Number(type)])),
      frameTypes,
    );
  });

  it("states every reset code, and whether another agent may succeed", () => {
    const onWire = Object.entries(failures).filter(([, failure]) => failure.onWire);
    const rows = rowsUnder("code | elsewhere | when");
    assert.deepEqual(
      Object.fromEntries(rows.map(([code, elsewhere]) => [code, elsewhere === "yes"])),
      Object.fromEntries(onWire.map(([code, failure]) => [code, failure.elsewhere])),
    );
  });

  it("states every close code", () => {
    const rows = rowsUnder("code | name | who | when");
    assert.deepEqual(
      Object.fromEntries(rows.map(([code, name]) => [name, Number(code)])),
      closeCodes,
    );
  });

  it("names no limit that does not exist", () => {
    const names = [...text.matchAll(/`([a-z]+[A-Z]\w*)`/g)].map(([, name]) => name ?? "");
    const numbers = names.filter((name) => /(Bytes|Ms|Chars|Hz|PerSecond|Max)$/.test(name));
    const session = ["heartbeatMs", "deadMs", "frameBytes", "reconnectMs", "windowMs", "graceMs"];
    const fields = [...session, "warmUpMs", "firstAudioMs"];
    for (const name of numbers) {
      assert.ok(name in limits || fields.includes(name), `${name} is no limit`);
    }
  });

  it("has the example that the vectors have", () => {
    const [, after = ""] = text.split(exampleBegins);
    assert.equal(after.split(exampleEnds)[0]?.trim(), exampleText().trim());
  });
});

/** The cells of the table with that head, however it is laid out. */
function rowsUnder(head: string): readonly (readonly string[])[] {
  const lines = text.split("\n").map(cellsOf);
  const at = lines.findIndex((cells) => cells.join(" | ") === head);
  assert.ok(at > 0, `there is no table ${head}`);
  const rows = lines.slice(at + 2);
  return rows.slice(
    0,
    rows.findIndex((cells) => cells.length === 0),
  );
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

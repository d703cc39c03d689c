import assert from "node:assert/strict";
import { test } from "node:test";
import { pathsOf } from "../../src/config/paths.ts";

test("files lie where the XDG specification has them", () => {
  assert.deepEqual(pathsOf({ HOME: "/home/ann", XDG_CONFIG_HOME: "not/absolute" }, "linux"), {
    config: "/home/ann/.config/club",
    state: "/home/ann/.local/state/club",
    runtime: undefined,
  });
});

test("on Windows they lie in the user's known folders", () => {
  const given = { APPDATA: "D:\\Roaming", LOCALAPPDATA: "D:\\Local" };
  assert.deepEqual(pathsOf(given, "win32"), {
    config: "D:\\Roaming\\club",
    state: "D:\\Local\\club",
    runtime: undefined,
  });
  const { config } = pathsOf({ USERPROFILE: "C:\\Users\\ann" }, "win32");
  assert.equal(config, "C:\\Users\\ann\\AppData\\Roaming\\club");
});

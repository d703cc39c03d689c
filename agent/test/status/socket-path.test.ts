import assert from "node:assert/strict";
import { test } from "node:test";
import { socketPath } from "../../src/status/socket-path.ts";

const paths = { config: "/c", state: "/home/me/.local/state/club", runtime: "/run/user/1/club" };

test("the socket lies in the session's runtime folder, under the agent's name", () => {
  assert.equal(socketPath(paths, "rig").path, "/run/user/1/club/rig.sock");
  assert.equal(
    socketPath({ ...paths, runtime: undefined }, "rig").path,
    "/home/me/.local/state/club/rig.sock",
  );
});

test("names that no file can bear are told apart by a hash", () => {
  const one = socketPath(paths, "rig/é").path;
  const other = socketPath(paths, "rig/è").path;
  assert.match(one, /^\/run\/user\/1\/club\/rig--[0-9a-f]{8}\.sock$/);
  assert.notEqual(one, other);
});

test("a folder that does not fit into a socket's address is passed over", () => {
  const long = `/${"deep/".repeat(30)}club`;
  const { path } = socketPath({ config: long, state: long, runtime: long }, "x".repeat(128));
  assert.ok(Buffer.byteLength(path) < 104, path);
});

test("on Windows it is a pipe of this user's, without a folder", () => {
  const place = socketPath(paths, "rig", "win32");
  assert.equal(place.folder, undefined);
  assert.match(place.path, /^\\\\\.\\pipe\\club-[0-9a-f]{16}-rig\.sock$/);
  const other = socketPath({ ...paths, state: "/home/you" }, "rig", "win32");
  assert.notEqual(other.path, place.path);
});

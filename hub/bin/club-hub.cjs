#!/usr/bin/env node
// Runs on every Node, so that an older one says what to do instead of failing at what it does not know.
var version = process.versions.node;
if (parseInt(version, 10) < 24) {
  console.error(
    "club-hub needs Node 24 or newer, and this is Node " +
      version +
      ". Take a newer one from https://nodejs.org, or the single file of Club, which needs none.",
  );
  process.exit(1);
}
import("../dist/main.js");

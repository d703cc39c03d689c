#!/usr/bin/env node
// Runs on every Node, so that an older one says what to do instead of failing at what it does not know.
var fs = require("fs");
var os = require("os");
var path = require("path");

var version = process.versions.node;
if (parseInt(version, 10) < 24) {
  console.error(
    "club-agent needs Node 24 or newer, and this is Node " +
      version +
      ". Take a newer one from https://nodejs.org, or the single file of Club, which needs none.",
  );
  process.exit(1);
}

// Compiled code is kept in a folder of the user's own: a start takes half the time.
var cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "club");
try {
  fs.mkdirSync(cache, { recursive: true, mode: 448 });
  require("module").enableCompileCache(cache);
} catch (_) {
  // A home that is not there or not to be written costs time and nothing else.
}

// A package has compiled code, and a checkout its sources.
var compiled = fs.existsSync(path.join(__dirname, "../dist/main.js"));
import(compiled ? "../dist/main.js" : "../src/main.ts");

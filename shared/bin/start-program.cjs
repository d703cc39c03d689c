// Runs on every Node, so that an older one says what to do instead of failing at what it does not know.
var fs = require("fs");
var os = require("os");
var path = require("path");

/**
 * Starts a program of Club.
 *
 * @param {string} name
 * @param {string} folder of its package
 */
module.exports = function startProgram(name, folder) {
  requireNode(name);
  keepCompiledCode();
  var file = isCompiled(folder) ? "dist/main.js" : "src/main.ts";
  import(require("url").pathToFileURL(path.join(folder, file)).href);
};

function requireNode(name) {
  var version = process.versions.node;
  if (parseInt(version, 10) >= 24) return;
  console.error(
    name +
      " needs Node 24 or newer, and this is Node " +
      version +
      ". Take a newer one from https://nodejs.org, or the single file of Club, which needs none.",
  );
  process.exit(1);
}

/** V8's code is kept in a folder of the user's own: a start takes half the time. */
function keepCompiledCode() {
  var cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "club");
  try {
    fs.mkdirSync(cache, { recursive: true, mode: 448 });
    require("module").enableCompileCache(cache);
  } catch (_) {
    // A home that is not there or not to be written costs time and nothing else.
  }
}

/** A package has compiled code alone. A checkout's counts while no source has changed since. */
function isCompiled(folder) {
  var built = changedAt(path.join(folder, "dist/main.js"));
  if (built === 0) return false;
  var sources = [path.join(folder, "src"), path.join(__dirname, "../src")];
  return !sources.some(function (source) {
    return hasChangedSince(source, built);
  });
}

/** Whether a file was written, made or removed anywhere below a folder. */
function hasChangedSince(folder, timeMs) {
  if (changedAt(folder) > timeMs) return true;
  if (!fs.existsSync(folder)) return false;
  return fs.readdirSync(folder, { withFileTypes: true }).some(function (entry) {
    var at = path.join(folder, entry.name);
    return entry.isDirectory() ? hasChangedSince(at, timeMs) : changedAt(at) > timeMs;
  });
}

function changedAt(file) {
  try {
    return fs.statSync(file).mtimeMs;
  } catch (_) {
    return 0;
  }
}

// `npm test`: plain JavaScript for the Node that happens to be here (18 or newer).
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

/**
 * Tests use these where they are there. Only CI installs them: Debian starts nginx as it installs it,
 * a JDK is large, and players bring much that nothing else here needs.
 *
 * @type {readonly ("nginx" | "javac" | "mpv" | "vlc")[]}
 */
const onlyInCi = process.env["CI"] === "true" ? ["nginx", "javac", "mpv", "vlc"] : [];

await prepare({
  programs: ["ffmpeg", "espeak-ng", "flite", "sox", "curl", "python3", "chromium", ...onlyInCi],
  pythonPackages: true,
});
handOver("scripts/check/main.ts");

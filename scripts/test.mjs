// `npm test`: plain JavaScript for the Node that happens to be here (18 or newer).
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

await prepare({
  programs: ["ffmpeg", "espeak-ng", "flite", "sox", "curl", "python3", "chromium"],
  pythonPackages: true,
});
handOver("scripts/check/main.ts");

// `npm run quickstart`: plain JavaScript for the Node that happens to be here (18 or newer).
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";
import { quickstartArguments } from "./quickstart/arguments.mjs";

quickstartArguments(process.argv.slice(2));
await prepare({ programs: ["ffmpeg", "espeak-ng"] });
handOver("scripts/quickstart/main.ts");

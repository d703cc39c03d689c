// `npm run setup`: plain JavaScript for the Node that happens to be here (18 or newer).
import { prepare } from "./bootstrap/prepare.mjs";

await prepare({ programs: ["ffmpeg"] });

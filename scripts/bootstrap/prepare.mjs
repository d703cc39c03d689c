import { SetupError } from "./command.mjs";
import { compilePrograms } from "./compiled.mjs";
import { installNodePackages } from "./node-packages.mjs";
import { installPrograms } from "./programs.mjs";
import { installPythonClients } from "./python-clients.mjs";
import { installPythonPackages } from "./python-packages.mjs";
import { buildWeb } from "./web.mjs";

/**
 * Makes this checkout ready to run: installs what is missing, and says so first. What is there
 * already costs milliseconds. Ends the process with a message when it cannot.
 *
 * @param {{ programs: readonly import("./programs.mjs").ProgramName[], pythonPackages?: boolean }} needs
 */
export async function prepare({ programs, pythonPackages = false }) {
  try {
    await installPrograms(programs);
    await installNodePackages();
    await buildWeb();
    await compilePrograms();
    if (pythonPackages) {
      await installPythonPackages();
      await installPythonClients();
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

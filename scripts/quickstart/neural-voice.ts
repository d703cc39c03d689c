import { execa } from "execa";
import { bin } from "../processes/club.ts";

/** The model of the neural voice that `club-agent engines install` brings. */
export const neuralModel = "piper";

/**
 * Installs the neural voice for the agent of this environment, which then reads its file again. Returns
 * why that could not be, in words; undefined when it is there.
 */
export async function installNeuralVoice(
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = ["engines", "install", neuralModel];
  const { failed, stderr } = await execa(bin("club-agent"), args, {
    env,
    cancelSignal: signal,
    reject: false,
    stdin: "ignore",
  });
  signal.throwIfAborted();
  if (!failed) return undefined;
  const words = stderr.trim().split("\n").at(-1);
  return words === undefined || words === "" ? "the installation failed." : words;
}

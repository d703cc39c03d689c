import { safe } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type TestFlags = {
  readonly config?: string;
  readonly model?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly speed?: number;
  readonly output?: string;
};

/** `club-agent test`: speaks through one of the services, here, without a hub. */
export function addTestCommand(program: Command, terminal: Terminal): void {
  program
    .command("test")
    .description("Speak through a service of yours, without a hub, to a file or the loudspeaker")
    .argument("[text]", "what to say (otherwise standard input, or a sentence)")
    .option("--config <file>", "settings and services")
    .option("--model <model>", "the service's model (otherwise the first service)")
    .option("--voice <voice>", "the voice (otherwise the default one)")
    .option("--language <tag>", "the language, such as en-US")
    .option("--speed <factor>", "the pace: 1 is normal", speedFrom)
    .option("--output <file>", "the WAV to write, - for standard output (otherwise it is played)")
    .addHelpText("after", testHelp)
    .action(async (text: string | undefined, flags: TestFlags) => {
      process.exitCode = await speak(text, flags, terminal);
    });
}

async function speak(
  text: string | undefined,
  { config, model, output, ...flags }: TestFlags,
  terminal: Terminal,
): Promise<number> {
  const { chooseService } = await import("../init/choose-service.ts");
  const { speakTest } = await import("../init/speak-test.ts");
  const { textToSay } = await import("../init/text-to-say.ts");
  const service = await chooseService(config, model, terminal.environment);
  const utterance = { text: text ?? (await textToSay()), parameters: {}, ...flags };
  const { signal } = new AbortController();
  terminal.err(safe`${await speakTest(service, utterance, output, signal)}\n`);
  return exitCodes.done;
}

function speedFrom(text: string): number {
  const speed = Number(text);
  return speed > 0 ? speed : 1;
}

const testHelp = `
Exit codes: 0 it spoke, 1 it failed, 2 there is no such service, or the configuration is wrong.

Example:
  club-agent test --model espeak-ng --output ./speech.wav "Hello there"`;

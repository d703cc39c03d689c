import { execa } from "execa";

/** Writes speech to a file of whatever kind its ending says, as `webm` by a browser's recorder. */
export async function record(file: string, text: string): Promise<void> {
  const { stdout } = await execa("espeak-ng", ["--stdin", "--stdout"], {
    input: text,
    encoding: "buffer",
  });
  const codec = file.endsWith(".webm") ? ["-c:a", "libopus"] : [];
  await execa("ffmpeg", ["-v", "error", "-i", "pipe:0", ...codec, file], { input: stdout });
}

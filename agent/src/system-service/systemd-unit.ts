import { type ServiceScope, systemdWord } from "@club/shared/system-service/systemd.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { exitCodes } from "../exit-codes.ts";

export type UnitOptions = {
  readonly scope: ServiceScope;
  /** Absolute paths of what is run: node, then the program, then its arguments. */
  readonly command: readonly string[];
};

/**
 * The systemd unit. `Type=notify`: started means that the configuration is good and the agent dials; a
 * hub that is away must not hold up the machine's boot. It is started again after any end but those
 * that a restart cannot mend. The sandbox leaves V8 its writable and executable memory, so there is no
 * `MemoryDenyWriteExecute`, and leaves engines the GPU, so devices stay visible; a user's unit cannot
 * use what needs privileges.
 */
export function systemdUnit({ scope, command }: UnitOptions): string {
  const stopSeconds = Math.ceil(limits.drainGraceMs / 1_000) + 10;
  const hopeless = [exitCodes.versionRefused, exitCodes.refused, exitCodes.configuration];
  return [
    "[Unit]",
    "Description=Club agent: shares a text-to-speech server through a Club hub",
    "Wants=network-online.target",
    "After=network-online.target",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=notify",
    // The word comes from systemd-notify, a child.
    "NotifyAccess=all",
    `ExecStart=${command.map(systemdWord).join(" ")}`,
    "ExecReload=/bin/kill -HUP $MAINPID",
    "KillMode=mixed",
    `TimeoutStopSec=${stopSeconds}`,
    "Restart=always",
    "RestartSec=5",
    `RestartPreventExitStatus=${exitCodes.usage} ${hopeless.join(" ")}`,
    "NoNewPrivileges=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "UMask=0077",
    ...(scope === "system" ? systemLines : []),
    "",
    "[Install]",
    `WantedBy=${scope === "system" ? "multi-user.target" : "default.target"}`,
    "",
  ].join("\n");
}

/** A user of its own, and folders that systemd makes for it. */
const systemLines: readonly string[] = [
  "DynamicUser=yes",
  "StateDirectory=club-agent",
  "StateDirectoryMode=0700",
  "ConfigurationDirectory=club-agent",
  "RuntimeDirectory=club-agent",
  "RuntimeDirectoryMode=0700",
  "Environment=HOME=/var/lib/club-agent XDG_STATE_HOME=/var/lib/club-agent",
  "Environment=XDG_RUNTIME_DIR=/run/club-agent",
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "PrivateTmp=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectControlGroups=yes",
  "ProtectClock=yes",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
];

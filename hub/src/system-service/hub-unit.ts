import { type ServiceScope, systemdWord } from "@club/shared/system-service/systemd.ts";
import { drainMs, hurryMs } from "../limits.ts";

export type HubUnitOptions = {
  readonly scope: ServiceScope;
  /** Absolute paths of what is run: node, then the program. */
  readonly program: readonly string[];
  /** What `serve` is given, beside the files. */
  readonly options: readonly string[];
  /** Files that `serve` is given by their options, e.g. `--config`; absolute paths. */
  readonly files: Readonly<Record<string, string>>;
};

/** Where a system's hub keeps its data. */
export const systemDataFolder = "/var/lib/club-hub";

/**
 * The systemd unit of a hub. `Type=notify`: started means that it listens. It ends with a usage error where
 * its settings are wrong, which a restart cannot mend. V8 needs memory that is writable and executable, so
 * there is no `MemoryDenyWriteExecute`.
 */
export function hubUnit(options: HubUnitOptions): string {
  const isSystem = options.scope === "system";
  return [
    "[Unit]",
    "Description=Club hub: a speech API in front of many homes",
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=notify",
    // The word comes from systemd-notify, a child.
    "NotifyAccess=all",
    `ExecStart=${commandLine(options)}`,
    "KillMode=mixed",
    // A large database may have to be brought up to date first.
    "TimeoutStartSec=900",
    `TimeoutStopSec=${Math.ceil((drainMs + hurryMs) / 1_000) + 10}`,
    "Restart=always",
    "RestartSec=2",
    `RestartPreventExitStatus=${usageExitCode}`,
    "LimitNOFILE=65536",
    "NoNewPrivileges=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RestrictNamespaces=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "UMask=0077",
    ...(isSystem ? [...systemLines, ...credentials(options.files)] : []),
    "",
    "[Install]",
    `WantedBy=${isSystem ? "multi-user.target" : "default.target"}`,
    "",
  ].join("\n");
}

/** As `club-hub` ends when it was called wrongly. */
const usageExitCode = 2;

/** A user of its own, one folder that it may write to, and no more of the machine than a hub needs. */
const systemLines: readonly string[] = [
  "DynamicUser=yes",
  "StateDirectory=club-hub",
  "StateDirectoryMode=0700",
  `Environment=CLUB_HUB_DATA=${systemDataFolder}`,
  `WorkingDirectory=${systemDataFolder}`,
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "ProtectProc=invisible",
  "ProtectHostname=yes",
  "ProtectClock=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelLogs=yes",
  "ProtectControlGroups=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "RemoveIPC=yes",
  // V8 guards its machine code with protection keys, where the processor has them.
  "SystemCallFilter=@system-service @pkey",
  "SystemCallFilter=~@privileged",
  "SystemCallErrorNumber=EPERM",
  // To listen on port 443, and nothing else.
  "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
  "AmbientCapabilities=CAP_NET_BIND_SERVICE",
];

/** A system's hub cannot read what belongs to root alone, such as a certificate's key: systemd hands it over. */
function credentials(files: HubUnitOptions["files"]): readonly string[] {
  return Object.entries(files).map(
    ([option, path]) => `LoadCredential=${credentialOf(option)}:${path.replaceAll("%", "%%")}`,
  );
}

function commandLine({ scope, program, options, files }: HubUnitOptions): string {
  const given = Object.entries(files).flatMap(([option, path]) => [
    option,
    scope === "system" ? `\${CREDENTIALS_DIRECTORY}/${credentialOf(option)}` : systemdWord(path),
  ]);
  return [...program.map(systemdWord), "serve", ...given, ...options.map(systemdWord)].join(" ");
}

function credentialOf(option: string): string {
  return option.replace(/^--/, "");
}

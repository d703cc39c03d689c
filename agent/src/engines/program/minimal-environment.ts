/**
 * What a program that speaks needs of the agent's environment, and nothing else: the agent's own may
 * hold its token and the keys of servers.
 */
export function minimalEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const needed = Object.entries(environment).filter(([name]) => isNeeded(name));
  return Object.fromEntries(needed.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function isNeeded(name: string): boolean {
  return names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

const names = new Set([
  // To find programs and their libraries, on Nix and in Conda too.
  "PATH",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  // Where models and caches are, and where files for a moment may be.
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "HF_HOME",
  "ESPEAK_DATA_PATH",
  // How text is read and times are written.
  "LANG",
  "TZ",
  // The sound server, for a player.
  "XDG_RUNTIME_DIR",
  "PULSE_SERVER",
]);

const prefixes = [
  "LC_",
  // Where caches and settings are (XDG Base Directory).
  "XDG_",
  // Which GPU to use, and how: NVIDIA's and AMD's, and threads on the processor.
  "CUDA_",
  "NVIDIA_",
  "HIP_",
  "ROCR_",
  "HSA_",
  "OMP_",
] as const;

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { root } from "../../root.ts";

test("nothing is run when nothing is missing", async (t) => {
  const machine = await bareMachine(t, { aptGet: installs });
  await machine.addProgram("sox", "exit 0");
  const result = await machine.installPrograms("sox");
  assert.deepEqual([result.exitCode, result.stdout, await machine.calls()], [0, "", []]);
});

test("what is missing is named, then installed without a question", async (t) => {
  const machine = await bareMachine(t, { aptGet: installs });
  const result = await machine.installPrograms("sox", "flite");
  assert.equal(result.exitCode, 0, result.stderr);
  assert.match(result.stdout, /^Missing: sox, flite\. Installing with apt-get/);
  assert.deepEqual(await machine.calls(), [
    "update",
    "install --yes --no-install-recommends sox flite",
  ]);
});

test("a program may come in several packages", async (t) => {
  const brings = `${installs}\nset -- install --yes --no-recommends vlc\n${installs}`;
  const machine = await bareMachine(t, { aptGet: brings });
  const result = await machine.installPrograms("vlc");
  assert.equal(result.exitCode, 0, result.stderr);
  const [, call] = await machine.calls();
  assert.equal(call, "install --yes --no-install-recommends vlc-bin vlc-plugin-base");
});

test("a lock that another program holds is waited for", async (t) => {
  const machine = await bareMachine(t, { aptGet: lockedAtFirst });
  const result = await machine.installPrograms("sox");
  assert.equal(result.exitCode, 0, result.stderr);
  assert.match(result.stdout, /Another program holds the lock of apt-get; waiting/);
  assert.deepEqual(await machine.calls(), [
    "update",
    "update",
    "install --yes --no-install-recommends sox",
  ]);
});

test("a failure shows what the package manager said, and what to do by hand", async (t) => {
  const machine = await bareMachine(t, { aptGet: fails });
  const result = await machine.installPrograms("sox");
  assert.equal(result.exitCode, 1);
  assert.match(result.stderr, /Could not install sox:\n {4}E: Unable to locate package sox\n/);
  assert.match(
    result.stderr,
    /by hand and run this again:\n.*update\n {4}sudo apt-get install .*sox/,
  );
});

test("without a package manager, the missing programs are named", async (t) => {
  const machine = await bareMachine(t, {});
  const result = await machine.installPrograms("sox", "flite");
  assert.equal(result.exitCode, 1);
  assert.match(result.stderr, /Missing: sox, flite\./);
});

// What `apt-get` does there; $* is its command line, and $0 lies in the only folder on the PATH.
const installs = `
[ "$1" = update ] && exit 0
shift 3
for name; do printf '#!/bin/sh\\n' > "\${0%/*}/$name"; /bin/chmod +x "\${0%/*}/$name"; done`;

const lockedAtFirst = `
if [ ! -e "$0.was-locked" ]; then
  : > "$0.was-locked"
  echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4242" >&2
  exit 100
fi
${installs}`;

const fails = `
[ "$1" = update ] && exit 0
echo "E: Unable to locate package sox" >&2
exit 100`;

type Machine = {
  addProgram(name: string, script: string): Promise<void>;
  /** Runs the bootstrap's installPrograms there. */
  installPrograms(...names: string[]): Promise<{
    exitCode?: number;
    stdout: string;
    stderr: string;
  }>;
  /** The command lines that apt-get has been given. */
  calls(): Promise<string[]>;
};

/** A machine of its own: a PATH with nothing but a package manager, whose doings are noted. */
async function bareMachine(t: TestContext, { aptGet }: { aptGet?: string }): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), "club-bootstrap-"));
  t.after(() => rm(folder, { recursive: true }));
  const addProgram = (name: string, script: string) =>
    writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await symlink("/usr/bin/env", join(folder, "env"));
  await addProgram("sudo", 'shift; exec "$@"');
  if (aptGet !== undefined) await addProgram("apt-get", `echo "$*" >> "$0.calls"\n${aptGet}`);
  return {
    addProgram,
    installPrograms: (...names) =>
      execa(process.execPath, ["--input-type=module", "--eval", prepareScript(names)], {
        env: { PATH: folder },
        extendEnv: false,
        stdin: "ignore",
        reject: false,
      }),
    async calls() {
      const text = await readFile(join(folder, "apt-get.calls"), "utf8").catch(() => "");
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

function prepareScript(names: readonly string[]): string {
  return `
    import { installPrograms } from ${moduleName("programs.mjs")};
    import { SetupError } from ${moduleName("command.mjs")};
    try {
      await installPrograms(${JSON.stringify(names)});
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }`;
}

function moduleName(file: string): string {
  return JSON.stringify(pathToFileURL(join(root, "scripts/bootstrap", file)));
}

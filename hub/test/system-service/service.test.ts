import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { type HubUnitOptions, hubUnit } from "../../src/system-service/hub-unit.ts";
import { planService, requireServable } from "../../src/system-service/plan-service.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const run = promisify(execFile);

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

const hasAnalyze = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "systemd-analyze")));

const unit: HubUnitOptions = {
  scope: "system",
  program: ["/bin/sh", "/bin/true"],
  options: ["--public-url", 'https://the.hub/a "b" 100% $x'],
  files: { "--config": "/etc/hostname", "--tls-key": "/etc/hostname" },
};

for (const scope of ["user", "system"] as const) {
  test(`systemd finds nothing wrong with the hub's ${scope} unit`, {
    skip: !hasAnalyze,
  }, async (t) => {
    const folder = await temporaryFolder(t);
    const path = join(folder, "club-hub.service");
    await writeFile(path, hubUnit({ ...unit, scope }));
    const argv = scope === "user" ? ["--user", "verify", path] : ["verify", path];
    const env = { ...process.env, XDG_RUNTIME_DIR: folder };
    const { stderr } = await run("systemd-analyze", argv, { env });
    assert.doesNotMatch(stderr, /club-hub\.service/);
  });
}

test("the system unit leaves the hub little of the machine", { skip: !hasAnalyze }, async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "club-hub.service");
  await writeFile(path, hubUnit(unit));
  // In tenths: 0 is a unit that may do nothing, 100 one without a sandbox.
  const argv = ["security", "--offline=true", "--threshold=25", "--no-pager", path];
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  await run("systemd-analyze", argv, { env });
});

test("a system unit is handed files that belong to root alone, a user's finds them itself", () => {
  const system = hubUnit(unit);
  assert.match(system, /^LoadCredential=config:\/etc\/hostname$/m);
  assert.match(
    system,
    /^ExecStart=\S+ \/bin\/true serve --config \$\{CREDENTIALS_DIRECTORY\}\/config --tls-key \$\{CREDENTIALS_DIRECTORY\}\/tls-key --public-url "https:\/\/the\.hub\/a \\"b\\" 100%% \$\$x"$/m,
  );
  const user = hubUnit({ ...unit, scope: "user" });
  assert.match(user, /^ExecStart=\S+ \/bin\/true serve --config \/etc\/hostname --tls-key/m);
  assert.doesNotMatch(user, /LoadCredential|DynamicUser/);
});

test("what a system service could not run is refused before anything is installed", () => {
  const program = ["/usr/bin/node", "/home/ann/club/hub/src/main.ts"];
  assert.throws(() => requireServable({ ...unit, program }), { code: "INVALID_REQUEST" });
  const options = ["--data", "/srv/club"];
  assert.throws(() => requireServable({ ...unit, options }), { code: "INVALID_REQUEST" });
  requireServable({ ...unit, program, options, scope: "user" });
  requireServable(unit);
});

test("on macOS it is a launchd agent with the same command", () => {
  const plan = planService({ ...unit, scope: "user" }, { HOME: "/Users/ann" }, "darwin");
  assert.equal(plan.path, "/Users/ann/Library/LaunchAgents/club-hub.plist");
  assert.match(plan.text, /<string>serve<\/string>\s*<string>--config<\/string>/);
});

test("the service is installed, told of and removed by systemctl", async (t) => {
  const { hub, calls, unitPath, setState } = await withFakeSystemctl(t);
  await setState("ActiveState=inactive\nSubState=dead\nUnitFileState=\n");
  const before = await hub("service", "status", "--user");
  assert.equal(before.code, 1);
  assert.match(before.out, /^Not installed$/m);
  const installed = await hub("service", "install", "--user", "--", "--port", "9000");
  assert.equal(installed.code, 0, installed.err);
  assert.match(installed.out, /journalctl --user -u club-hub/);
  assert.match(await readFile(unitPath, "utf8"), /main\.ts serve --port 9000$/m);
  await setState("ActiveState=active\nSubState=running\nUnitFileState=enabled\n");
  const running = await hub("service", "status", "--user");
  assert.equal(running.code, 0, running.err);
  assert.match(running.out, /ActiveState=active, SubState=running, UnitFileState=enabled/);
  assert.equal((await hub("service", "uninstall", "--user")).code, 0);
  await assert.rejects(access(unitPath));
  const show = "--user show --property=ActiveState,SubState,UnitFileState club-hub.service";
  assert.deepEqual(await calls(), [
    show,
    "--user daemon-reload",
    "--user enable --now club-hub.service",
    show,
    "--user disable --now club-hub.service",
    "--user daemon-reload",
  ]);
});

test("what systemctl complains of is told", async (t) => {
  const { hub, breakIt } = await withFakeSystemctl(t);
  await breakIt();
  const { code, err } = await hub("service", "install", "--user");
  assert.equal(code, 1);
  assert.match(err, /systemctl --user daemon-reload failed: .*Failed to connect to bus/s);
});

test("--print shows the unit and installs nothing", async (t) => {
  const { hub, calls, unitPath } = await withFakeSystemctl(t);
  const { code, out } = await hub("service", "install", "--system", "--print");
  assert.equal(code, 0);
  assert.match(out, /^DynamicUser=yes$/m);
  await assert.rejects(access(unitPath));
  assert.deepEqual(await calls(), []);
});

type Run = { readonly code: number; readonly out: string; readonly err: string };

/** `club-hub` as a process whose systemctl writes down how it was called. */
async function withFakeSystemctl(t: TestContext): Promise<{
  readonly unitPath: string;
  readonly hub: (...argv: readonly string[]) => Promise<Run>;
  readonly calls: () => Promise<readonly string[]>;
  readonly setState: (text: string) => Promise<void>;
  readonly breakIt: () => Promise<void>;
}> {
  const home = await temporaryFolder(t);
  const bin = join(home, "bin");
  await mkdir(bin);
  const log = join(home, "calls");
  await writeFile(log, "");
  await writeFile(join(home, "state"), "");
  const put = (script: string): Promise<void> =>
    writeFile(join(bin, "systemctl"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await put(`echo "$*" >> ${log}\ncase "$*" in *show*) cat ${home}/state;; esac`);
  const env = { PATH: `${bin}${delimiter}${process.env["PATH"]}`, HOME: home };
  return {
    unitPath: join(home, ".config", "systemd", "user", "club-hub.service"),
    hub: (...argv) =>
      run(process.execPath, [main, ...argv], { env }).then(
        ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
          code,
          out: stdout,
          err: stderr,
        }),
      ),
    calls: async () => (await readFile(log, "utf8")).split("\n").filter((line) => line !== ""),
    setState: (text) => writeFile(join(home, "state"), text),
    breakIt: () => put('echo "Failed to connect to bus" >&2; exit 1'),
  };
}

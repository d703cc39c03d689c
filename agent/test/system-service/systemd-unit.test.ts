import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "../../src/engines/program/find-program.ts";
import { launchdPlist } from "@club/shared/system-service/launchd.ts";
import { notifySystemd } from "@club/shared/system-service/notify-systemd.ts";
import { systemdUnit } from "../../src/system-service/systemd-unit.ts";
import { makeHome } from "../commands/home.ts";
import { runCli } from "../commands/run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const hasAnalyze = (await findProgram("systemd-analyze")) !== undefined;
const hasNotify = (await findProgram("systemd-notify")) !== undefined;

for (const scope of ["user", "system"] as const) {
  test(`systemd finds nothing wrong with the ${scope} unit`, { skip: !hasAnalyze }, async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "club-agent.service");
    const command = [process.execPath, "/bin/true", "serve", "--name", 'a "rig" at 100%'];
    await writeFile(path, systemdUnit({ scope, command }));
    const argv = scope === "user" ? ["--user", "verify", path] : ["verify", path];
    const env = { ...process.env, XDG_RUNTIME_DIR: folder.path };
    const { stderr } = await promisify(execFile)("systemd-analyze", argv, { env });
    assert.doesNotMatch(stderr, /club-agent\.service/);
  });
}

test("service install --print shows a unit that serves with the options given", async () => {
  await using home = await makeHome();
  const argv = ["service", "install", "--user", "--print", "--", "--hub", "https://hub.example"];
  const { code, out } = await runCli(argv, { home: home.path });
  assert.equal(code, 0);
  assert.match(out, /^Type=notify$/m);
  assert.match(out, /^ExecStart=\/.* serve --type tts --hub https:\/\/hub\.example$/m);
  assert.match(out, /^RestartPreventExitStatus=2 76 77 78$/m);
  assert.doesNotMatch(out, /MemoryDenyWriteExecute/);
});

test("launchd's file is well-formed, whatever the arguments", () => {
  const plist = launchdPlist("club-agent", ["/node", "a<b>&c"], "/log");
  assert.match(plist, /<string>a&lt;b&gt;&amp;c<\/string>/);
});

test("systemd hears how the agent is, where it asked", { skip: !hasNotify }, async () => {
  const folder = await mkdtemp("/tmp/club-notify-");
  const path = join(folder, "notify");
  const listener = spawn("python3", ["-c", datagramListener, path]);
  try {
    let heard = "";
    listener.stdout.on("data", (part: Buffer) => (heard += part.toString()));
    await once(listener.stdout, "data");
    await notifySystemd({ PATH: process.env["PATH"], NOTIFY_SOCKET: path }, "READY=1");
    await once(listener, "close");
    assert.match(heard, /READY=1/);
  } finally {
    listener.kill("SIGKILL");
    await rm(folder, { recursive: true });
  }
});

test("without systemd nobody is told", async () => {
  await notifySystemd({}, "READY=1");
});

/** Says that it listens, then what it heard; closes the descriptor of a barrier, as systemd does. */
const datagramListener = `
import array, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
s.settimeout(10)
print("listening", flush=True)
heard = ""
while "READY" not in heard:
    data, ancillary, _, _ = s.recvmsg(4096, socket.CMSG_SPACE(64))
    heard += data.decode() + "\\n"
data, ancillary, _, _ = s.recvmsg(4096, socket.CMSG_SPACE(64))
for _, _, fds in ancillary:
    numbers = array.array("i"); numbers.frombytes(fds[: len(fds) - len(fds) % 4])
    for number in numbers: os.close(number)
print(heard, flush=True)
`;

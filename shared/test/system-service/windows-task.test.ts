import assert from "node:assert/strict";
import { test } from "node:test";
import { windowsTaskPlan } from "../../src/system-service/windows-task.ts";

const command = [
  "C:\\Users\\Ann & Bob\\club-agent.exe",
  "serve",
  "--config",
  "C:\\My Files\\",
  'say "hi"',
];
const plan = windowsTaskPlan({ name: "club-agent", command, folder: "C:\\state" });

test("a task runs the program with its arguments as they are", () => {
  assert.ok(plan.text.includes("<Command>C:\\Users\\Ann &amp; Bob\\club-agent.exe</Command>"));
  const words = 'serve --config "C:\\My Files\\\\" "say \\"hi\\""';
  assert.ok(plan.text.includes(`<Arguments>${words.replaceAll('"', "&quot;")}</Arguments>`));
});

test("a task begins when its user logs on, without an administrator, and has no end", () => {
  assert.match(plan.text, /<LogonTrigger>/);
  assert.match(plan.text, /<RunLevel>LeastPrivilege</);
  assert.match(plan.text, /<ExecutionTimeLimit>PT0S</);
  assert.deepEqual(plan.start[0], [
    "schtasks",
    "/Create",
    "/TN",
    "club-agent",
    "/XML",
    "C:\\state\\club-agent.xml",
    "/F",
  ]);
  assert.match("TaskName: \\club-agent\r\nStatus:   Running\r\n", plan.isRunning);
});

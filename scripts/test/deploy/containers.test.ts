import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { parse } from "yaml";
import { root } from "../../root.ts";

const files = ["hub/Containerfile", "agent/Containerfile"] as const;

for (const file of files) {
  test(`${file} makes an image without root, with a health check and no build tools`, async () => {
    const text = await readFile(join(root, file), "utf8");
    const last = text.slice(text.lastIndexOf("\nFROM "));
    assert.match(last, /^USER 1000$/m);
    assert.match(last, /^HEALTHCHECK /m);
    assert.match(last, /^STOPSIGNAL SIGTERM$/m);
    assert.match(last, /^ENTRYPOINT \["/m, "signals reach the program itself");
    assert.doesNotMatch(last, /npm install|curl|ADD /);
    assert.doesNotMatch(text, /^FROM (?!docker\.io\/library\/node:24-)/m);
    assert.equal(/ffmpeg/.test(last), file.startsWith("hub"));
  });

  test(`hadolint finds nothing in ${file}`, async (t) => {
    if (!(await isThere("hadolint"))) return t.skip("hadolint is not here");
    await execa("hadolint", [join(root, file)]);
    return undefined;
  });
}

test("the compose file runs hub and agent beside Kokoro-FastAPI, each as little as it needs", async () => {
  const text = await readFile(join(root, "scripts/deploy/compose.yaml"), "utf8");
  const { services } = parse(text) as { services: Readonly<Record<string, ComposeService>> };
  assert.deepEqual(Object.keys(services), ["hub", "agent", "kokoro"]);
  for (const name of ["hub", "agent"] as const) {
    const service = services[name];
    assert.equal(service?.build?.dockerfile, `${name}/Containerfile`);
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ["ALL"]);
  }
  assert.deepEqual(services["hub"]?.ports, ["127.0.0.1:8080:8080"]);
  assert.equal(services["kokoro"]?.ports, undefined);
});

test("install.sh is plain POSIX shell", async (t) => {
  const script = join(root, "scripts/install/install.sh");
  await execa("sh", ["-n", script]);
  if (!(await isThere("shellcheck"))) return t.skip("shellcheck is not here");
  await execa("shellcheck", [script]);
  return undefined;
});

type ComposeService = {
  readonly build?: { readonly dockerfile: string };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
};

async function isThere(program: string): Promise<boolean> {
  const { failed } = await execa(program, ["--version"], { reject: false });
  return !failed;
}

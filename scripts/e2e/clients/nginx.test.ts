import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findProgram, withoutProgram } from "../harness/client-programs.ts";
import { startCurl } from "../harness/curl.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { untilListening } from "../harness/until-listening.ts";
import { type HandFedEngine, startHandFedEngine } from "../harness/hand-fed-engine.ts";
import { lastEntry } from "../harness/requests.ts";
import { type TestClub, startClub } from "../harness/test-club.ts";
import { startProcess } from "../../processes/running-process.ts";

test("behind an nginx with default settings, which asks in HTTP/1.0 and buffers", {
  skip: withoutProgram("nginx"),
}, async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });
  const front = await startNginx(t, club, "");

  await t.test("audio comes while it is spoken", () => hearsAtOnce(front, engine));
  await t.test("audio that breaks off is not taken for whole", () => noticesCut(front, engine));
});

test("behind an nginx that passes Upgrade on, speech is not mistaken for a WebSocket", {
  skip: withoutProgram("nginx"),
}, async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });
  const passed = [
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
  ];
  const front = await startNginx(t, club, passed.join("\n"));
  await hearsAtOnce(front, engine);
  await noticesCut(front, engine);
  // As clients that would like HTTP/2 offer it.
  const offered = ["--http2", "--header", "Connection: Upgrade, HTTP2-Settings"];
  const curl = startCurl(front, request, offered);
  const utterance = await engine.nextUtterance();
  utterance.speak(0.1);
  utterance.finish();
  assert.equal(await curl.exitCode, 0);
});

async function hearsAtOnce(front: TestClub, engine: HandFedEngine): Promise<void> {
  const curl = startCurl(front, request);
  const utterance = await engine.nextUtterance();
  utterance.speak(0.25);
  // Until something has arrived, nothing more is spoken.
  await curl.untilReceived(1);
  utterance.finish();
  assert.equal(await curl.exitCode, 0);
  const { status, audio_seconds: seconds } = await lastEntry(front);
  assert.deepEqual([status, seconds], ["completed", 0.25]);
}

async function noticesCut(front: TestClub, engine: HandFedEngine): Promise<void> {
  const curl = startCurl(front, request);
  const utterance = await engine.nextUtterance();
  utterance.speak(0.25);
  await curl.untilReceived(1);
  utterance.cut();
  assert.equal((await lastEntry(front)).status, "failed");
  assert.notEqual(await curl.exitCode, 0);
}

const request = { model: "hand-fed", input: "A long story.", response_format: "opus" };

/** Starts an nginx in front of a club's hub; returns the club as it is seen through it. */
async function startNginx(t: TestContext, club: TestClub, settings: string): Promise<TestClub> {
  const folder = join(club.folder, "nginx");
  await mkdir(folder);
  const port = await freePort();
  await writeFile(join(folder, "nginx.conf"), configuration(port, club.hub.url, settings));
  const program = findProgram("nginx") ?? assert.fail("nginx is not on the PATH");
  const args = ["-p", folder, "-c", "nginx.conf", "-e", "stderr"];
  const nginx = startProcess("nginx", program, args);
  t.after(() => nginx[Symbol.asyncDispose]());
  await untilListening(nginx, port);
  return { ...club, hub: { ...club.hub, url: `http://127.0.0.1:${port}` } };
}

function configuration(port: number, hubUrl: string, settings: string): string {
  return `
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${hubUrl};
          ${settings}
        }
      }
    }`;
}

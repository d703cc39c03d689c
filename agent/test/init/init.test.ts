import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { suite, test } from "node:test";
import { parse } from "yaml";
import { usualAddresses } from "../../src/init/usual-places.ts";
import { chooseService } from "../../src/init/choose-service.ts";
import { createEngine } from "../../src/engines/create-engine.ts";
import { collect, never, saying, sentence } from "../engines/contract.ts";
import { startChatterboxTtsServer } from "../engines/stand-ins/chatterbox-tts-server.ts";
import { startDiaTtsServer } from "../engines/stand-ins/dia-tts-server.ts";
import { startKokoro } from "../engines/stand-ins/kokoro.ts";
import { startLocalAi } from "../engines/stand-ins/localai.ts";
import { startOpenAiServer } from "../engines/stand-ins/openai-server.ts";
import { startPiper } from "../engines/stand-ins/piper.ts";
import { startRiva } from "../engines/stand-ins/riva.ts";
import { startSpeechServer } from "../engines/stand-ins/speech-server.ts";
import { startSpeaches } from "../engines/stand-ins/speaches.ts";
import { startWyoming } from "../engines/stand-ins/wyoming.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { run } from "./run-command.ts";

suite("init", () => {
  test("with three servers running writes a configuration that serves all three", async () => {
    await using folder = await temporaryFolder();
    await using kokoro = await startKokoro();
    await using riva = await startRiva();
    await using wyoming = await startWyoming();
    const config = join(folder.path, "agent.yaml");
    const addresses = [kokoro.url, riva.url, wyoming.url];
    const more = ["--no-usual", "--hub", "https://hub.example", "--config", config];
    const { code, err } = await run(["init", ...addresses, ...more], folder.path);
    equal(code, 0, err);
    match(
      err,
      /✓ Kokoro-FastAPI at http.*\n.*streams, first audio after \d+ ms.*3 voices \(af_heart/,
    );

    equal((await stat(config)).mode & 0o777, 0o600);
    for (const model of ["kokoro", "magpie-tts", "piper", "espeak-ng"]) {
      const service = await chooseService(config, model, {});
      const speech = await createEngine(service).speak(saying(sentence), never());
      ok((await collect(speech)).byteLength > 0, model);
    }
  });

  test("tells servers apart, and takes each model of one that has several", async () => {
    await using folder = await temporaryFolder();
    const servers = [startSpeaches, startChatterboxTtsServer, startDiaTtsServer, startPiper];
    await using stack = new AsyncDisposableStack();
    const running = await Promise.all(servers.map((start) => start()));
    for (const server of running) stack.use(server);
    const addresses = running.map(({ url }) => url);
    const { out } = await run(["init", ...addresses, "--no-usual", "--dry-run"], folder.path);
    const { services } = parse(out) as { services: Record<string, string>[] };
    deepEqual(
      services.slice(0, 5).map(({ engine, preset, model }) => [engine, preset, model]),
      [
        ["openai", "speaches", "speaches-ai/Kokoro-82M-v1.0-ONNX"],
        ["openai", "speaches", "speaches-ai/piper-en_US-amy-low"],
        ["openai", "chatterbox-tts-server", "chatterbox"],
        ["dia", "dia-tts-server", "dia"],
        ["piper", "piper1-gpl", "piper"],
      ],
    );
  });

  test("leaves out what does not speak, and says why", async () => {
    await using folder = await temporaryFolder();
    await using server = await startOpenAiServer();
    server.fault = { kind: "status", status: 500 };
    const { out } = await run(
      ["init", server.url, "--no-usual", "--dry-run", "--json"],
      folder.path,
    );
    const { written, found } = JSON.parse(out) as {
      written: boolean;
      found: { settings: { engine: string }; trial: { at: string; reason?: string } }[];
    };
    equal(written, false);
    const [first] = found;
    deepEqual(first?.settings.engine, "openai");
    match(first?.trial.reason ?? "", /500/);
  });

  test("finds out whether a server of no known kind streams, and LocalAI's backend can", async () => {
    await using folder = await temporaryFolder();
    await using streaming = await startOpenAiServer({ pace: 4 });
    await using whole = await startOpenAiServer({ pace: 4, whole: true });
    await using localAi = await startLocalAi({ canStream: false });
    const addresses = [streaming.url, whole.url, localAi.url];
    const { out } = await run(["init", ...addresses, "--no-usual", "--dry-run"], folder.path);
    const { services } = parse(out) as { services: { preset: string; features?: string[] }[] };
    deepEqual(
      services.slice(0, 3).map(({ preset, features }) => [preset, features]),
      [
        ["generic", undefined],
        ["generic", ["speed", "instructions"]],
        ["localai", ["speed", "instructions"]],
      ],
    );
  });

  test("asks a server of no known kind for a stream, and goes without where that fails", async () => {
    await using folder = await temporaryFolder();
    await using asked = await startOpenAiServer({ pace: 4, streamsWhenAsked: true });
    await using strict = await startOpenAiServer({ refusesStream: true });
    const addresses = [asked.url, strict.url];
    const { out } = await run(["init", ...addresses, "--no-usual", "--dry-run"], folder.path);
    const { services } = parse(out) as { services: { streams?: boolean; features?: string[] }[] };
    deepEqual(
      services.slice(0, 2).map(({ streams, features }) => [streams, features]),
      [
        [true, undefined],
        [undefined, ["speed", "instructions"]],
      ],
    );
  });

  test("claims no pace that is not heeded, and serves a model with aliases once", async () => {
    await using folder = await temporaryFolder();
    const aliases = ["tts-1", "tts-1-hd"];
    await using server = await startOpenAiServer({ ignoresSpeed: true, aliases, model: "kokoro" });
    const { out } = await run(["init", server.url, "--no-usual", "--dry-run"], folder.path);
    const { services } = parse(out) as { services: { model: string; features?: string[] }[] };
    deepEqual(
      services.slice(0, 2).map(({ model, features }) => [model, features]),
      [
        ["kokoro", ["streaming", "instructions"]],
        ["espeak-ng", undefined],
      ],
    );
  });

  test("says of every address that it was given why there is nothing, and fails", async () => {
    await using folder = await temporaryFolder();
    await using keyed = await startSpeechServer({ speech: {}, missing: () => ({ status: 401 }) });
    await using other = await startSpeechServer({ speech: {}, missing: () => ({ status: 404 }) });
    await using mute = await startSpeechServer({ speech: {}, isBlocked: () => true });
    const addresses = [
      keyed.url,
      other.url,
      mute.url,
      "http://ann:secret@127.0.0.1:1",
      "tcp://x y",
    ];
    const ran = await run(["init", ...addresses, "--no-usual", "--dry-run", "--json"], folder.path);
    equal(ran.code, 1);
    const { missed } = JSON.parse(ran.out) as { missed: { reason: string }[] };
    const reasons = [
      /wants a key: --api-key-file/,
      /no speech server that is known/,
      /does not answer: busy, or hung/,
      /No speech server answers at 127.0.0.1:1/,
      /is no address/,
    ];
    for (const [at, reason] of reasons.entries()) match(missed[at]?.reason ?? "", reason);
    doesNotMatch(ran.err + ran.out, /secret/);
    match(ran.err, /✗ http:\/\/127.0.0.1:1\n/);
  });

  test("waits for a server that loads, and uses the key that it is given", async () => {
    await using folder = await temporaryFolder();
    const keyFile = join(folder.path, "key");
    await writeFile(keyFile, "sesame\n");
    await using speech = await startOpenAiServer();
    let asked = 0;
    const loading = createServer((request, response) => {
      asked += 1;
      if (asked <= 8) return void response.writeHead(503).end();
      if (request.headers.authorization !== "Bearer sesame") return response.writeHead(401).end();
      return void request.pipe(
        httpRequest(
          `${speech.url}${request.url ?? ""}`,
          { method: request.method, headers: request.headers },
          (answer) => {
            response.writeHead(answer.statusCode ?? 500, answer.headers);
            answer.pipe(response);
          },
        ),
      );
    });
    await once(loading.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(loading.address() as AddressInfo).port}`;
    try {
      const options = ["--no-usual", "--dry-run", "--api-key-file", keyFile];
      const { out, code, err } = await run(["init", url, ...options], folder.path);
      equal(code, 0, err);
      const { services } = parse(out) as { services: Record<string, unknown>[] };
      deepEqual([services[0]?.["model"], services[0]?.["api_key_file"]], ["tone", keyFile]);
    } finally {
      loading.closeAllConnections();
      loading.close();
    }
  });

  test("looks at both loopback addresses", () => {
    const places = usualAddresses("127.0.0.1");
    deepEqual(places[0], ["http://127.0.0.1:9000", "http://[::1]:9000"]);
    deepEqual(usualAddresses("10.0.0.5").at(-1), ["tcp://10.0.0.5:10200"]);
  });

  test("does not write over a file, unless told to: then it keeps all but the services", async () => {
    await using folder = await temporaryFolder();
    const config = join(folder.path, "agent.yaml");
    await writeFile(config, "# mine\nhub: https://hub.example # here\nservices: []\n");
    await chmod(config, 0o644);
    const refused = await run(["init", "--no-usual", "--config", config], folder.path);
    equal(refused.code, 1);
    match(refused.err, /is there already; --force/);
    match(await readFile(config, "utf8"), /services: \[\]/);

    const forced = await run(["init", "--no-usual", "--force", "--config", config], folder.path);
    equal(forced.code, 0);
    const text = await readFile(config, "utf8");
    match(text, /^# mine\nhub: https:\/\/hub.example # here\nservices:\n/);
    match(text, /engine: espeak-ng/);
    equal((await stat(config)).mode & 0o777, 0o600);
  });

  test("says so when there is nothing that speaks", async () => {
    await using folder = await temporaryFolder();
    const path = process.env["PATH"];
    process.env["PATH"] = folder.path;
    try {
      const { code, err } = await run(["init", "--no-usual"], folder.path);
      equal(code, 1);
      match(err, /Nothing here speaks/);
    } finally {
      process.env["PATH"] = path;
    }
  });
});

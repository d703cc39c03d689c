import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type RunningHub, startRunningHub } from "../http/running-hub.ts";
import type { Script } from "../providers/scripted-agent.ts";
import { until } from "../until.ts";
import { spoken } from "./mastering/spoken.ts";

type Job = {
  readonly id: string;
  readonly object: string;
  readonly status: string;
  readonly progress: Readonly<Record<string, number | null>>;
  readonly chapters: readonly { readonly title: string; readonly audio_seconds: number }[];
  readonly flags: readonly { readonly segment: number; readonly faults: readonly string[] }[];
  readonly error: { readonly type: string; readonly message: string } | null;
};

const sentence = (at: number): string =>
  `This is sentence number ${at} of a long story, and it goes on for quite a while before it ends.`;

const text = (sentences: number): string =>
  Array.from({ length: sentences }, (_, at) => `${sentence(at)}\n\n`).join("");

/** Speaks by espeak-ng; `faulty` may give other audio for a text. */
function espeak(
  faulty: (text: string, pcm: Buffer) => Buffer | undefined = () => undefined,
): Script {
  return async (stream, signal) => {
    const pcm = await spoken(stream.request.text);
    if (signal.aborted) return;
    stream.accept({ rateHz: 22_050, channels: 1 });
    stream.write(faulty(stream.request.text, pcm) ?? pcm);
    stream.end({});
  };
}

const wide = { service: { slots: 2 } } as const;

test("a text in chapters is spoken by several homes, and heard whole, by chapter and by range", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(espeak(), { name: "one", ...wide });
  await hub.attach(espeak(), { name: "two", ...wide });
  const chapters = [
    { title: "The first", input: text(4) },
    { title: "The second", input: text(3) },
  ];
  const begun = await begin(hub, { chapters, response_format: "wav", title: "A book" });
  assert.equal(begun.object, "speech.job");
  const job = await ended(hub, begun.id);
  assert.equal(job.status, "completed", JSON.stringify(job.error));
  assert.deepEqual(job.flags, []);
  assert.equal(job.progress["done"], 7);
  assert.deepEqual(
    job.chapters.map(({ title }) => title),
    ["The first", "The second"],
  );

  const whole = await bytesOf(hub, `/v1/audio/jobs/${job.id}/audio`);
  const second = await bytesOf(hub, `/v1/audio/jobs/${job.id}/audio?chapter=2`);
  assert.equal(whole.toString("latin1", 0, 4), "RIFF");
  assert.ok(second.length < whole.length / 2 && second.length > whole.length / 3);
  const part = await hub.ask(`/v1/audio/jobs/${job.id}/audio`, {
    headers: { range: "bytes=100-199" },
  });
  assert.equal(part.status, 206);
  assert.deepEqual(Buffer.from(await part.bytes()), whole.subarray(100, 200));

  const captions = await (await hub.ask(`/v1/audio/jobs/${job.id}/captions?format=srt`)).text();
  assert.equal(captions.match(/sentence number/g)?.length, 7);
  const book = await hub.ask(`/v1/audio/jobs/${job.id}/audio?format=m4b`);
  assert.equal(book.headers.get("content-type"), "audio/mp4");
  assert.equal(Buffer.from(await book.bytes()).toString("latin1", 4, 8), "ftyp");

  const usage = (await (await hub.ask("/v1/usage")).json()) as {
    total: { requests: number; audio_seconds: number };
  };
  assert.equal(usage.total.requests, 1);
  const seconds = job.progress["audio_seconds"] ?? 0;
  assert.ok(Math.abs(usage.total.audio_seconds - seconds) < 0.1, "metered once");
});

test("the result is the same to the byte, whoever spoke", async (t) => {
  const results: Buffer[] = [];
  for (const homes of [1, 3]) {
    const hub = await startRunningHub(t);
    for (let home = 0; home < homes; home += 1) {
      await hub.attach(espeak(), { name: `home-${home}` });
    }
    const { id } = await begin(hub, { input: text(6), response_format: "flac" });
    assert.equal((await ended(hub, id)).status, "completed");
    results.push(await bytesOf(hub, `/v1/audio/jobs/${id}/audio`));
    await hub.stop();
  }
  assert.deepEqual(results[0], results[1]);
});

test("a segment with a fault is spoken again, and flagged where it stays so", async (t) => {
  const hub = await startRunningHub(t);
  const failedOnce = new Set<string>();
  const faults = (asked: string, pcm: Buffer): Buffer | undefined => {
    if (asked.includes("number 4 ")) return Buffer.alloc(pcm.length);
    if (!asked.includes("number 2 ") || failedOnce.has(asked)) return undefined;
    failedOnce.add(asked);
    return Buffer.alloc(pcm.length);
  };
  await hub.attach(espeak(faults), wide);
  const { id } = await begin(hub, { input: text(6) });
  const job = await ended(hub, id);
  assert.equal(job.status, "completed");
  assert.deepEqual(
    job.flags.map(({ segment, faults: named }) => [segment, named]),
    [[4, ["silence"]]],
  );

  await t.test("and a retake by hand is heard instead", async () => {
    const path = `/v1/audio/jobs/${id}/segments/3/retake`;
    const before = await bytesOf(hub, `/v1/audio/jobs/${id}/audio?format=wav`);
    assert.equal((await hub.ask(path, { method: "POST" })).status, 202);
    assert.equal((await ended(hub, id)).status, "completed");
    const after = await bytesOf(hub, `/v1/audio/jobs/${id}/audio?format=wav`);
    assert.deepEqual(after, before, "the engine speaks it the same way");
  });
});

test("a request is served at once although a job has every slot", async (t) => {
  const hub = await startRunningHub(t);
  const asked: string[] = [];
  await hub.attach(
    async (stream, signal) => {
      asked.push(stream.request.text);
      if (stream.request.text.includes("story") && asked.length <= 2) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return;
      }
      await espeak()(stream, signal);
    },
    { service: { slots: 2 } },
  );
  const { id } = await begin(hub, { input: text(3) });
  await until("both slots to be taken", () => asked.length === 2);
  const answer = await hub.speak({ input: "Now." });
  assert.equal(answer.status, 200);
  await answer.bytes();
  assert.equal(asked[2], "Now.");
  const removed = await hub.ask(`/v1/audio/jobs/${id}`, { method: "DELETE" });
  assert.deepEqual(await removed.json(), { id, object: "speech.job", cancelled: true });
  assert.equal((await jobOf(hub, id)).status, "cancelled");
});

test("a job that would pass the quota says how far it would get, and one that fits is settled", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(espeak(), wide);
  const key = await hub.createKey({ allowance: { audioSecondsPerDay: 30 } });
  const headers = { authorization: `Bearer ${key}` };
  const refused = await hub.ask("/v1/audio/jobs", {
    method: "POST",
    headers,
    body: { model: "m", input: text(10) },
  });
  assert.equal(refused.status, 429);
  const { error } = (await refused.json()) as { error: { type: string; message: string } };
  assert.equal(error.type, "quota_exceeded");
  assert.match(error.message, /would get \d+ % of the way/);
  const { id } = await begin(hub, { input: text(3) }, headers);
  assert.equal((await ended(hub, id)).status, "completed");
});

test("a document is uploaded as a form; a bad one is refused with what to do", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(espeak(), wide);
  const upload = (name: string, content: string): Promise<Response> => {
    const form = new FormData();
    form.set("model", "m");
    form.set("file", new Blob([content]), name);
    const headers = { authorization: `Bearer ${hub.key}` };
    return fetch(`${hub.url}/v1/audio/jobs`, { method: "POST", headers, body: form });
  };
  const taken = await upload("book.md", `# One\n\n${sentence(1)}\n\n# Two\n\n${sentence(2)}\n`);
  assert.equal(taken.status, 202);
  const job = (await taken.json()) as Job;
  assert.deepEqual(
    job.chapters.map(({ title }) => title),
    ["One", "Two"],
  );
  assert.equal((await upload("book.pdf", "%PDF")).status, 415);
  assert.equal((await upload("book.epub", "no zip")).status, 400);
  assert.equal((await ended(hub, job.id)).status, "completed");
});

test("progress comes as events, until the end", async (t) => {
  const hub = await startRunningHub(t);
  const { id } = await beginWhenServed(t, hub);
  const events = await (await hub.ask(`/v1/audio/jobs/${id}/events`)).text();
  assert.match(events, /^event: progress$/m);
  const [, data = ""] = /^event: end\ndata: (.*)$/m.exec(events) ?? [];
  assert.equal((JSON.parse(data) as Job).status, "completed");
});

test("a job of another user is not there", async (t) => {
  const hub = await startRunningHub(t);
  const { id } = await beginWhenServed(t, hub);
  const headers = { authorization: `Bearer ${await hub.createKey({ user: "ben" })}` };
  for (const path of ["", "/audio", "/captions", "/segments", "/events"]) {
    const answer = await hub.ask(`/v1/audio/jobs/${id}${path}`, { headers });
    assert.equal(answer.status, 404, path);
    await answer.bytes();
  }
  await ended(hub, id);
});

async function beginWhenServed(_: TestContext, hub: RunningHub): Promise<Job> {
  await hub.attach(espeak(), wide);
  return await begin(hub, { input: text(3) });
}

async function begin(
  hub: RunningHub,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Job> {
  const answer = await hub.ask("/v1/audio/jobs", {
    method: "POST",
    headers,
    body: { model: "m", ...body },
  });
  assert.equal(answer.status, 202, answer.status === 202 ? "" : await answer.clone().text());
  return (await answer.json()) as Job;
}

async function jobOf(hub: RunningHub, id: string): Promise<Job> {
  return (await (await hub.ask(`/v1/audio/jobs/${id}`)).json()) as Job;
}

async function ended(hub: RunningHub, id: string): Promise<Job> {
  for (;;) {
    const job = await jobOf(hub, id);
    if (job.status !== "queued" && job.status !== "running") return job;
    await wait(50);
  }
}

async function bytesOf(hub: RunningHub, path: string): Promise<Buffer> {
  const answer = await hub.ask(path);
  assert.equal(answer.status, 200, path);
  return Buffer.from(await answer.bytes());
}

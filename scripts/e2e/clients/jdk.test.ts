import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { playedSeconds } from "../harness/audio-file.ts";
import { withoutProgram } from "../harness/client-programs.ts";
import { lastEntry } from "../harness/requests.ts";
import { startClub } from "../harness/test-club.ts";

test("the JDK's HttpClient, which offers HTTP/2 over plain HTTP, speaks", {
  skip: withoutProgram("javac"),
}, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const source = join(club.folder, "Client.java");
  await writeFile(source, client);
  const file = join(club.folder, "speech.wav");
  // As small a JVM as will do: the machine runs more tests than this one.
  const java = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", source];
  const { stdout } = await execa("java", [...java, club.hub.url, club.member, file]);
  assert.deepEqual(stdout.split("\n"), [
    "GET /readyz 200 HTTP_1_1",
    "GET /v1/models 200 HTTP_1_1",
    "POST /v1/audio/speech 200 HTTP_1_1",
  ]);
  const { audio_seconds: seconds } = await lastEntry(club);
  assert.ok(Math.abs((await playedSeconds(file)) - seconds) < 0.001);
});

const client = `
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

public class Client {
  public static void main(String[] args) throws Exception {
    // Each on a client of its own, so that each is the first on its connection and offers HTTP/2.
    ask(HttpClient.newHttpClient(), args, "/readyz", null, BodyHandlers.discarding());
    ask(HttpClient.newHttpClient(), args, "/v1/models", null, BodyHandlers.discarding());
    String body = "{\\"model\\": \\"espeak-ng\\", \\"input\\": \\"Hello from Java.\\"}";
    var file = BodyHandlers.ofFile(Path.of(args[2]));
    ask(HttpClient.newHttpClient(), args, "/v1/audio/speech", body, file);
  }

  static void ask(HttpClient http, String[] args, String path, String body,
      HttpResponse.BodyHandler<?> handler) throws Exception {
    var builder = HttpRequest.newBuilder(URI.create(args[0] + path))
        .header("Authorization", "Bearer " + args[1]);
    if (body != null) {
      builder.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    var request = builder.build();
    var response = http.send(request, handler);
    System.out.println(request.method() + " " + path + " " + response.statusCode() + " "
        + response.version());
  }
}
`;

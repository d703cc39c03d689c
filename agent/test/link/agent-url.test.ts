import assert from "node:assert/strict";
import { test } from "node:test";
import { agentUrl, isLoopback } from "../../src/link/agent-url.ts";

test("the tunnel's address follows from the hub's", () => {
  assert.equal(agentUrl(new URL("https://hub.example")).href, "wss://hub.example/v1/agent");
  assert.equal(agentUrl(new URL("http://127.0.0.1:8080/")).href, "ws://127.0.0.1:8080/v1/agent");
  assert.equal(
    agentUrl(new URL("https://a.example/club/?x#y")).href,
    "wss://a.example/club/v1/agent",
  );
});

test("only this machine's own addresses are loopback", () => {
  for (const url of [
    "http://localhost",
    "http://127.1.2.3",
    "http://[::1]:1",
    "http://a.localhost",
  ]) {
    assert.equal(isLoopback(new URL(url)), true, url);
  }
  for (const url of ["http://127.example.com", "http://10.0.0.1", "http://localhost.example"]) {
    assert.equal(isLoopback(new URL(url)), false, url);
  }
});

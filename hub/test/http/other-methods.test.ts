import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseOtherMethods } from "../../src/http/other-methods.ts";
import { assertError, startApi } from "./api.ts";

test("a method that a path does not have is refused with the ones that it has", async (t) => {
  const { app } = await startApi(t, async (app) => {
    const others = refuseOtherMethods(app);
    app.get("/words/:id", () => "one");
    app.delete("/words/:id", () => "none");
    app.post("/words", () => "new");
    app.get("/*", (_, reply) => reply.callNotFound());
    await app.register(others);
  });
  for (const [method, url, allow] of [
    ["POST", "/words/1", "DELETE, GET, HEAD"],
    ["PUT", "/words/1", "DELETE, GET, HEAD"],
    ["OPTIONS", "/words/1", "DELETE, GET, HEAD"],
    ["GET", "/words", "POST"],
  ] as const) {
    const answer = await app.inject({ method, url });
    assertError(answer, 405, "invalid_request", null);
    assert.equal(answer.headers["allow"], allow);
  }
  // Whether its body makes sense does not matter.
  const headers = { "content-type": "application/json" };
  const put = await app.inject({ method: "PUT", url: "/words", headers, body: "{" });
  assert.equal(put.statusCode, 405);
  assert.equal((await app.inject({ method: "GET", url: "/words/1" })).body, "one");
  assertError(await app.inject({ method: "POST", url: "/sentences" }), 404, "not_found", null);
});

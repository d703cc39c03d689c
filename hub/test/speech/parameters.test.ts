import assert from "node:assert/strict";
import { test } from "node:test";
import { jobParameters } from "../../src/long-form/jobs/job-input.ts";
import { ignoredBy, wireParameters } from "../../src/speech/parameters.ts";
import { serviceOf } from "../providers/scripted-agent.ts";

const options = { normalize: false, units: ["km", null] };

test("maps and lists are sent to a service that takes them, and to no other", () => {
  const parameters = { seed: 7, options, other: [1] };
  assert.deepEqual(wireParameters(parameters, serviceOf({ parameters: ["options"] })), {
    parameters: { seed: 7 },
    structures: { options },
  });
  assert.deepEqual(wireParameters(parameters, serviceOf()), { parameters: { seed: 7 } });
});

test("of a service that does not say what it takes, only what it cannot take is known", () => {
  const request = { parameters: { seed: 7, speed: 2, options }, instructions: "Softly." };
  const ignored = ignoredBy(request, serviceOf({ features: ["speed"] }));
  assert.deepEqual(ignored, ["options", "instructions"]);
});

test("a job's maps and lists are parameters as a request's are", () => {
  const facts = { model: "m", title: "A book", seed: 7, options };
  assert.deepEqual(jobParameters(facts), { seed: 7, options });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { comesFirst, mayUse } from "../../src/accounts/access.ts";

const ann = { userId: "1", userName: "ann" };
const bob = { userId: "2", userName: "bob" };

test("a service for members is for every key of the hub", () => {
  assert.equal(mayUse("members", ann, bob), true);
});

test("a private service is its owner's alone", () => {
  assert.equal(mayUse("private", ann, ann), true);
  assert.equal(mayUse("private", ann, bob), false);
});

test("a service for named users is theirs and its owner's", () => {
  assert.equal(mayUse(["Bob"], ann, bob), true);
  assert.equal(mayUse(["bob"], ann, ann), true);
  assert.equal(mayUse(["carol"], ann, bob), false);
  assert.equal(mayUse([], ann, bob), false);
});

test("a service's owner and the friends it names come first, and nobody else", () => {
  assert.equal(comesFirst(undefined, ann, ann), true);
  assert.equal(comesFirst(["Bob"], ann, bob), true);
  assert.equal(comesFirst(["carol"], ann, ann), true);
  assert.equal(comesFirst(["carol"], ann, bob), false);
  assert.equal(comesFirst(undefined, ann, bob), false);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOfSecret, looksLikeSecret, newSecret } from "../../src/accounts/secret.ts";

test("a secret is recognisable, of one length, and never the same", () => {
  const secrets = Array.from({ length: 1000 }, newSecret);
  assert.equal(new Set(secrets).size, 1000);
  for (const secret of secrets) assert.equal(looksLikeSecret(secret), true, secret);
});

test("what is no secret is not looked up", () => {
  const [secret] = [newSecret()];
  for (const text of ["", "sk-123", secret.toUpperCase(), `${secret}0`, `${secret}\n`, "club_"]) {
    assert.equal(looksLikeSecret(text), false, JSON.stringify(text));
  }
});

test("the hash of a secret is SHA-256", () => {
  // FIPS 180-2, appendix B.1.
  const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(hashOfSecret("abc"), hash);
});

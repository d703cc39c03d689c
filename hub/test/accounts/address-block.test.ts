import assert from "node:assert/strict";
import { test } from "node:test";
import { addressBlock } from "../../src/accounts/address-block.ts";

test("an IPv4 address stands for itself, however it is written", () => {
  assert.equal(addressBlock("192.0.2.1"), "192.0.2.1");
  assert.equal(addressBlock("::ffff:192.0.2.1"), "192.0.2.1");
});

test("IPv6 addresses of one /64 are one, however they are written", () => {
  const block = "2001:db8:0:1::/64";
  for (const address of [
    "2001:db8:0:1::1",
    "2001:0DB8:0000:0001:ffff:ffff:ffff:ffff",
    "2001:db8:0:1:2:3:4:5",
    "2001:db8::1:0:0:0:7",
  ]) {
    assert.equal(addressBlock(address), block, address);
  }
  assert.equal(addressBlock("2001:db8:0:2::1"), "2001:db8:0:2::/64");
  assert.equal(addressBlock("::1"), "0:0:0:0::/64");
  assert.equal(addressBlock("fe80::1%eth0"), "fe80:0:0:0::/64");
});

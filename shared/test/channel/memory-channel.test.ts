import { describe } from "node:test";
import { memoryChannels } from "../../src/channel/memory-channel.ts";
import { channelContract } from "./channel-contract.ts";

describe("channels in memory", () => {
  channelContract(() => {
    const [left, right] = memoryChannels();
    return Promise.resolve({ left, right, dispose: () => Promise.resolve() });
  });
});

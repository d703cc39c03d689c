import type { FastifyPluginAsync } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { Archive } from "../archive/archive.ts";
import type { Registry } from "../providers/registry.ts";
import type { Router } from "../routing/router.ts";
import type { Store } from "../store/store.ts";
import type { Voices } from "../voices/voices.ts";
import { historyAudioRoutes } from "./history-audio.ts";
import { historyCaptionsRoutes } from "./history-captions.ts";
import { historyRoutes } from "./history.ts";
import { modelRoutes } from "./models.ts";
import { settingsRoutes } from "./settings.ts";
import { shareRoutes } from "./shares.ts";
import { speechRoutes, type SpeechRoutesOptions } from "./speech.ts";
import { usageRoutes } from "./usage.ts";
import type { VoicePreviews } from "../speech/voice-previews.ts";
import { voiceGenerationRoutes } from "./voice-generations.ts";
import { voicePreviewRoutes } from "./voice-previews.ts";
import { voiceSampleRoutes } from "./voice-samples.ts";

export type ConsumerRoutesOptions = {
  readonly speech: SpeechRoutesOptions;
  readonly accounts: Accounts;
  readonly registry: Registry;
  readonly router: Router;
  readonly previews: VoicePreviews;
  readonly storage: {
    readonly store: Store;
    readonly archive: Archive;
    readonly voices: Voices;
  };
  /** Whether the operator allows public links to clips. */
  readonly sharing: boolean;
};

/** What a key of scope consumer is for: speech, voices, and the records of both. */
export function consumerRoutes(options: ConsumerRoutesOptions): FastifyPluginAsync {
  const { speech, accounts, registry, router, previews, storage, sharing } = options;
  const { models } = speech;
  const { store, archive, voices } = storage;
  const { history, usage } = store;
  const { library, prompts } = voices;
  return async (app) => {
    await app.register(speechRoutes(speech));
    await app.register(voiceGenerationRoutes({ ...speech, store, router, prompts }));
    await app.register(voiceSampleRoutes({ library }));
    await app.register(modelRoutes({ registry, models }));
    await app.register(settingsRoutes({ accounts }));
    await app.register(voicePreviewRoutes({ previews, models }));
    await app.register(historyCaptionsRoutes({ history }));
    await app.register(historyRoutes({ history, archive }));
    await app.register(historyAudioRoutes({ history, archive }));
    await app.register(usageRoutes({ usage }));
    if (sharing) await app.register(shareRoutes({ store, clock: speech.clock }));
  };
}

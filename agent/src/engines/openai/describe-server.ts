import type { EngineDescription, EngineFeature, Voice } from "../engine.ts";
import { expectOk } from "../http/expect-ok.ts";
import type { HttpClient } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";
import type { OpenAiConfig } from "../service-config.ts";
import type { OpenAiAddress } from "./address.ts";
import type { OpenAiPreset } from "./preset.ts";
import { parametersOf, serverModel } from "./speech-request.ts";

/** What a server offers: its voices as it lists them now, and what is known of its kind. */
export async function describeServer(
  http: HttpClient,
  address: OpenAiAddress,
  preset: OpenAiPreset,
  config: OpenAiConfig,
  signal: AbortSignal,
): Promise<EngineDescription> {
  const voices = await serverVoices(http, address, preset, config, signal);
  const { maxInputCharacters, defaultVoice, goesOnAfterCancel } = preset;
  return {
    voices,
    ...(goesOnAfterCancel && { goesOnAfterCancel }),
    features: [...preset.features, ...(await ofItsModel(http, address, preset, config, signal))],
    parameters: parametersOf(preset, config),
    ...(maxInputCharacters === undefined ? {} : { maxInputCharacters }),
    ...defaultOf(voices, defaultVoice),
  };
}

async function ofItsModel(
  http: HttpClient,
  address: OpenAiAddress,
  preset: OpenAiPreset,
  config: OpenAiConfig,
  signal: AbortSignal,
): Promise<readonly EngineFeature[]> {
  if (preset.modelFeatures === undefined) return [];
  const reply = await expectOk(await http.get(address.path("models"), signal));
  const answer = await reply.text(engineLimits.listBytes);
  return preset.modelFeatures(answer, serverModel(preset, config));
}

/** No voices where a server has no such list: it then decides by itself about a voice. */
async function serverVoices(
  http: HttpClient,
  address: OpenAiAddress,
  preset: OpenAiPreset,
  config: OpenAiConfig,
  signal: AbortSignal,
): Promise<readonly Voice[]> {
  const source = preset.voices;
  if (source.at === "preset") return source.voices;
  const reply = await http.get(address.path(source.path), signal);
  if (reply.status === 404 || reply.status === 405) {
    await reply.text(0);
    return [];
  }
  const answer = await (await expectOk(reply)).text(engineLimits.listBytes);
  return source.read(answer, serverModel(preset, config));
}

/** Most of these servers want a voice to be named: the usual one, or the first. */
function defaultOf(voices: readonly Voice[], usual: string | undefined): { defaultVoice?: string } {
  const voice = voices.find(({ name }) => name === usual) ?? voices[0];
  return voice === undefined ? {} : { defaultVoice: voice.name };
}

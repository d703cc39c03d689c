import { Failure } from "@club/shared/wire/failures.ts";
import * as z from "zod";

/** A client's message; what is not named here means nothing to a hub. */
export type ElevenLabsMessage = {
  readonly text?: string | null | undefined;
  readonly context_id?: string | null | undefined;
  readonly flush?: boolean | null | undefined;
  readonly close_context?: boolean | null | undefined;
  readonly close_socket?: boolean | null | undefined;
  readonly voice_settings?: { readonly speed?: number | null | undefined } | null | undefined;
};

const schema: z.ZodType<ElevenLabsMessage> = z.looseObject({
  text: z.string().nullish(),
  context_id: z.string().max(200).nullish(),
  flush: z.boolean().nullish(),
  close_context: z.boolean().nullish(),
  close_socket: z.boolean().nullish(),
  voice_settings: z.looseObject({ speed: z.number().nullish() }).nullish(),
});

/** Reads a client's message. Throws INVALID_REQUEST. */
export function elevenLabsMessage(text: string): ElevenLabsMessage {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure("INVALID_REQUEST", "This message is none that is known here.", { cause });
  }
}

/** The pace that a client asks for, as engines are told it. */
export function speedOf(settings: ElevenLabsMessage["voice_settings"]): Record<string, number> {
  const speed = settings?.speed ?? 1;
  return speed >= 0.25 && speed <= 4 && speed !== 1 ? { speed } : {};
}

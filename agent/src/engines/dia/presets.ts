import { diaTtsServer } from "./dia-tts-server.ts";
import type { DiaPreset } from "./dialect.ts";
import { inferenceClub } from "./inference-club.ts";

/** Servers of Dia with an API of their own, for cloning and dialogue. */
export const diaPresets: readonly DiaPreset[] = [diaTtsServer, inferenceClub];

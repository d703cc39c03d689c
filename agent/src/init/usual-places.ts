/** Where speech servers listen when nobody told them otherwise, as in their own documentation. */
const usualPorts: readonly number[] = [
  8880, // Kokoro-FastAPI
  8000, // speaches, openedai-speech, vLLM
  8091, // vLLM-Omni
  4123, // chatterbox-tts-api
  8004, // Chatterbox-TTS-Server
  5005, // Orpheus-FastAPI
  8080, // LocalAI
  5002, // coqui
  8003, // Dia-TTS-Server
  8491, // inference-club/dia
  9000, // NVIDIA Riva
  5000, // Piper
];

/** Wyoming servers, by Home Assistant's habit. */
const usualWyomingPorts: readonly number[] = [10_200];

/** The addresses to look at on one machine. */
export function usualAddresses(host: string): string[] {
  return [
    ...usualPorts.map((port) => `http://${host}:${port}`),
    ...usualWyomingPorts.map((port) => `tcp://${host}:${port}`),
  ];
}

/** Programs that speak by themselves, by their names on the PATH. */
export const usualPrograms = ["espeak-ng", "flite"] as const;

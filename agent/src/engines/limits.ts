/** Every bound of the engines, each with its reason. Those that end in `Default` may be configured. */
export const engineLimits = {
  /** A server on this machine or its network accepts at once, or is not there; less than `healthAnswerMs`. */
  connectMs: 2_000,
  /** Idle connections go before uvicorn's five seconds are over, so that none is reused half-closed. */
  idleConnectionMs: 4_000,
  /** First audio of a server that streams: a cold model may need some seconds for its first sentence. */
  firstByteStreamingDefaultMs: 30_000,
  /** First byte of a server that answers when all is spoken: 4,000 characters on a slow machine. */
  firstByteWholeDefaultMs: 180_000,
  /** Silence in mid-speech: longer than any sentence takes to be generated. */
  idleDefaultMs: 30_000,
  /** No timeout may be configured longer than this: a hung server must come to light. */
  timeoutMaxMs: 900_000,
  /** Answers to describe and health: servers that take longer are loading or hung. */
  describeMs: 10_000,
  healthMs: 3_000,
  /** What an engine itself waits for them: a little less, so that it can still say busy or down. */
  describeAnswerMs: 9_000,
  healthAnswerMs: 2_500,
  /** An answer that took less says nothing of whether it was streamed, and who hears it does not mind. */
  tellingMs: 500,
  /**
   * After a cancel, how long a slot is held for an engine that goes on at the most (the longest texts
   * take that), and how often it is then asked whether it answers.
   */
  holdMaxMs: 120_000,
  holdLookMs: 250,
  /** How long a look at a server counts for its other services: less than between two looks at one. */
  healthFreshMs: 1_000,
  /** A server that accepts connections and answers none is busy, for no longer than a long text takes. */
  silenceMaxMs: 180_000,
  /** One question of those by which a server is recognized; they are asked together. */
  recognizeMs: 2_000,
  /** How long a list of voices is taken as known before the server is asked again. */
  voicesFreshMs: 60_000,
  /** Between two looks at a service, when it is up and when it is down: back within seconds. */
  watchUpMs: 5_000,
  watchDownMs: 2_000,

  /** Riva takes about 2,000 characters a call, counted after it has spelled out numbers. */
  rivaInputCharacters: 1_800,
  /** A recording on its way to a speech server: 16 MiB over a network at home. */
  uploadMs: 30_000,
  /** What Chatterbox-TTS-Server takes of a recording, unless its owner changed it; it listens to 10 s. */
  chatterboxReferenceSeconds: 30,
  /** What NVIDIA's Magpie TTS Zeroshot takes of a recording, by its documentation. */
  zeroShotReferenceSeconds: 10,
  /** PCM handed on at once. */
  pcmChunkBytes: 65_536,
  /** A WAV that is decoded as a whole, in JavaScript: a minute and a half, and less than a second's work. */
  wholeWavBytes: 1_048_576,
  /** A list of voices or models; 1,000 voices with all their metadata fit. */
  listBytes: 4_194_304,
  /** What is read of an error's body, and what of it reaches a message. */
  errorBodyBytes: 16_384,
  errorMessageChars: 300,
  /** What a program may say on stderr, and a voice lister on stdout. */
  programLogBytes: 16_384,
  programListBytes: 1_048_576,
  /** More voices than that nobody has downloaded: it is the server's whole catalogue. */
  wyomingInstalledVoices: 50,
  /** One line of the Wyoming protocol's JSON, its data and its payload. */
  wyomingLineBytes: 65_536,
  wyomingDataBytes: 4_194_304,
  wyomingPayloadBytes: 4_194_304,
  /** From SIGTERM to SIGKILL of a program that does not go. */
  killGraceMs: 500,

  /** Slots that may be configured; what the wire can carry. */
  slots: 1_024,
  /** Names and lists that may be configured; what the wire can carry. */
  nameChars: 128,
  pathChars: 4_096,
  users: 256,
  rateMinHz: 4_000,
  rateMaxHz: 192_000,
  voices: 1_000,
  languages: 32,
  argv: 64,
} as const;

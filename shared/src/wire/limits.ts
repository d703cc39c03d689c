/**
 * Every number of the wire protocol, each with its reason. PROTOCOL.md states them for people who
 * write an agent in another language; a test keeps the two equal.
 */
export const limits = {
  /** The version spoken here, and the oldest still served. */
  protocol: { newest: 1, oldest: 1 },

  /** One WebSocket message. Nothing legitimate is larger: every bound below fits into it. */
  frameBytes: 65_536,
  /** SERVICES: some 1,000 voices. Leaves room in HELLO for the positions of all streams. */
  declarationBytes: 49_152,
  /** Arrays and maps within each other; the deepest message, HELLO, has seven. */
  nesting: 8,
  /** PCM in one DATA frame: at 1.25 MB/s it holds the link for 13 ms, so that others get their turn. */
  dataBytes: 16_384,
  /** The first DATA frame of a stream: 85 ms of 24 kHz audio, enough to start playing. */
  firstDataBytes: 4_096,

  /** Audio is gathered once its listener has so much more than has passed: nobody hears a delay. */
  gatherAheadMs: 500,
  /** Gathered for no longer, and no more than so much audio: one frame in place of four of 40 ms. */
  gatherMs: 160,

  /** Bytes of one stream that may be under way or unread. 1.4 s of 24 kHz audio. */
  streamWindowBytes: 65_536,
  /** Bytes of all streams of a socket under way: keeps a new stream's wait on 10 Mbit/s near 0.2 s. */
  connectionWindowBytes: 262_144,
  /** What a window may grow to on a long fat path: beyond it a peer lies or is broken. */
  connectionWindowMaxBytes: 1_048_576,
  /** It grows by so much: one step too many costs 10 Mbit/s no more than 50 ms of queue. */
  connectionWindowStepBytes: 65_536,
  /** Growth is judged at most this often: a ping each time must not look like a flood. */
  probeIntervalMs: 1_000,
  /** What a sender leaves in the socket's own buffer, so that control frames overtake data. */
  socketBufferBytes: 65_536,
  /** Frames waiting for a peer that does not read; past this it is terminated. */
  sendQueueBytes: 4_194_304,
  /** A WINDOW below this counts against the rate of control frames. */
  smallCreditBytes: 1_024,
  /** DATA below this, and ACCEPT, count as small frames: they cost the hub more than they carry. */
  smallDataBytes: 512,

  /** From the socket's opening to HELLO, and from HELLO to WELCOME. */
  helloMs: 5_000,
  /** TCP, TLS and the HTTP upgrade together. */
  handshakeMs: 10_000,
  /** PING this often: three fit into the time after which a socket is dead. */
  heartbeatMs: 10_000,
  /** More or less of a heartbeat, so that a hub's agents do not beat in step. */
  heartbeatJitter: 0.1,
  /** Silence after which a socket gets no new stream: one heartbeat and a half. */
  suspectMs: 15_000,
  /** Silence after which a socket is dead: three heartbeats. */
  deadMs: 30_000,
  /** A peer that is heard but leaves a PING unanswered this long does not read. */
  unansweredMs: 60_000,

  /** How long both sides keep their streams for a dropped socket to come back. */
  resumeMs: 15_000,
  /** The first wait before dialling again is up to so long: a hub restarts in about that. */
  backoffBaseMs: 1_000,
  /** No wait is longer, so that every agent is back half a minute after its hub. */
  backoffCapMs: 30_000,
  /** A socket that was up for so long was no failure: the next wait is short again. */
  backoffResetMs: 10_000,

  /** The agent answers a RESET when its engine has stopped, or after this long in any case. */
  cancelGraceMs: 5_000,
  /** An agent that answers PINGs, but no RESET for so long after it has read it, is broken. */
  resetAnswerMs: 10_000,
  /** A draining hub spreads its agents' reconnects over this long. */
  drainSpreadMs: 20_000,
  /** A draining side lets its streams finish for this long. */
  drainGraceMs: 30_000,

  /** Streams of one session at once: at 64 KiB each, 16 MiB of a hub's memory for one agent. */
  streams: 256,
  /** Past an agent's slots, OPENs that may be unaccepted: they cross with its SERVICES. */
  spareOpens: 2,
  /** RESETs that answer none: every stream of an agent fails twice in five seconds. */
  resetsPerSecond: 100,
  /** A RESET of an older stream is not counted: `streams` of that age are no more than the rate. */
  resetCountedMs: 2_560,
  /** Frames that cost their sender nothing: many times what a heartbeat and its probes need. */
  controlFramesPerSecond: 200,
  /** 100 engines that write every 10 ms. */
  smallFramesPerSecond: 10_000,
  /** An agent sends SERVICES at most this often: health flickers, and each costs the hub a rebuild. */
  servicesIntervalMs: 1_000,
  /** What the hub takes: clocks differ, and a stalled link delivers several at once. */
  servicesPerSecond: 4,

  /** Of one agent: far more engines than one machine runs. */
  services: 64,
  /** The largest lists in the field have some 600. */
  voicesPerService: 1_000,
  /** What multilingual voices claim. */
  languagesPerVoice: 32,
  /** Some ten features exist. */
  featuresPerService: 32,
  /** A circle of friends; beyond it, `members`. */
  usersPerAccess: 256,
  /** As many as the streams of one session. */
  slotsPerService: 256,
  /** Engines take some twenty. */
  parameters: 64,
  /** Maps and lists within each other in a parameter: engines' options have one or two. */
  structureDepth: 4,
  /** Maps, lists and values in all of a request's structures. */
  structureItems: 256,
  /** Names and strings in all of them, together: an eighth of a frame. */
  structureChars: 8_192,
  /** Engines tell a handful. */
  facts: 32,
  /** Words or characters in one TIMES frame: at most half a frame, so that audio gets its turn. */
  timesPerFrame: 128,
  /** Twice the characters of the longest text: engines spell numbers out. */
  timesPerStream: 32_000,
  /** The longest text a service may say that it takes: nobody reads out more than ten books. */
  inputMaxChars: 10_000_000,

  /** Names, ids and hashes: SHA-512 in hex is the longest. In UTF-16 code units, as all strings. */
  nameChars: 128,
  /** In any script it fits into one frame; ten minutes of speech. */
  textChars: 16_000,
  /** Half as much again about how to speak. */
  instructionChars: 8_000,
  /** The text of one time: words of sixty letters exist, longer ones are cut. */
  timeTextChars: 64,
  /** RFC 5646, 4.4.1: as much as any tag without extensions needs. */
  languageChars: 35,
  /** A sentence or two for people. */
  messageChars: 512,
  /** 256 bits take 43 in base64. */
  tokenChars: 128,
  /** A traceparent has 55. */
  traceChars: 256,

  /** Half of telephony's; a lower rate is a fault or a lie. */
  rateMinHz: 4_000,
  /** The highest of studio equipment; a higher rate is a fault or a lie. */
  rateMaxHz: 192_000,
  /** Speech is mono, now and then stereo. */
  channelsMax: 2,
  /** A reference recording: a minute and a half of 48 kHz stereo. */
  promptMaxBytes: 16_777_216,
  /** How long an agent keeps a reference recording after its last use: the next sentence comes soon. */
  promptLifeMs: 600_000,
  /** FORGETs that are said again after a resume: more are no person's. */
  forgets: 256,
  /** A request may not live longer than this: an hour of speech in real time. */
  deadlineMaxMs: 3_600_000,
} as const;

/** WebSocket close codes of Club; those below 4000 are RFC 6455's (7.4.1 and IANA's registry). */
export const closeCodes = {
  done: 1000,
  internal: 1011,
  restart: 1012,
  protocol: 4400,
  authentication: 4401,
  heartbeat: 4408,
  superseded: 4409,
  nameTaken: 4410,
  version: 4426,
  rate: 4429,
} as const;

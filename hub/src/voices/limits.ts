import { limits as wire } from "@club/shared/wire/limits.ts";

/** The numbers of voice libraries and generations, each with its reason. */

/** A file that is uploaded: 90 s of 48 kHz stereo in 24 bits, and some. */
export const maxUploadBytes: number = 32 * 1024 * 1024;

/** The fields beside the file: six are known, each at most a transcript long. */
export const maxUploadFields = 16;
export const maxFieldBytes = 16_384;

/** Two of these and the silence between them fit into the largest prompt of the wire. */
export const maxSampleSeconds = 90;

/** Less than this has no voice in it that could be cloned. */
export const minSampleSeconds = 0.5;

/** Between the recordings of two speakers: long enough to be heard as a change of turns. */
export const silenceMs = 300;

/** What one user's library may hold: hundreds of speakers' worth, and a home disk's share. */
export const maxSamples = 200;
export const maxLibraryBytes: number = 1024 * 1024 * 1024;

/** Uploads of one user at once: 128 MiB at most are on their way. */
export const maxUploadsAtOnce = 4;

/** A name or label is a line on a screen. */
export const maxNameCharacters = 64;

/** 90 s hold some 1,500 characters; two of these and a script fit into one OPEN. */
export const maxTranscriptCharacters = 2_000;

/** Decoding 90 s takes well under a second; this is for a machine that has much else to do. */
export const decodeMs = 30_000;

/** CPU time of a decoder, which no queue of other processes prolongs. */
export const decodeCpuSeconds = 20;

/** Memory of a decoder's own, and the largest piece of it: the biggest real file takes 30 MB. */
export const decoderBytes: number = 256 * 1024 * 1024;
export const decoderBlockBytes: number = 64 * 1024 * 1024;

/** Where a WAV says what it holds: broadcast recorders put a kilobyte or two of notes before it. */
export const wavHeadBytes = 4_096;

/** A compressed WAV that is unpacked in memory: three minutes at 48 kHz, four bits a sample. */
export const maxCompressedWavBytes: number = 4 * 1024 * 1024;

/** Heap of the thread that unpacks one: it holds the samples once more, as numbers. */
export const wavThreadMegabytes = 256;

/** Decoders at once: they have the lowest priority, but each takes a core. */
export const maxDecoders = 2;

/** Uploads that wait for one: a quarter of a minute's work. */
export const maxWaitingDecodes = 16;

/** What a refused upload is told to wait. */
export const decodeRetryAfterMs = 5_000;

/** Joined recordings in memory, for all requests together: 16 of the largest. */
export const maxPromptBytes: number = 16 * wire.promptMaxBytes;

/** What a request is told to wait that found no room for its own: about one generation. */
export const promptRetryAfterMs = 5_000;

/** Recordings whose holders are remembered; past that, the one used longest ago is recalled early. */
export const maxSentPrompts = 10_000;

/** What a script may be: it is never cut into pieces, so it must fit into one OPEN. */
export const maxScriptChars: number = wire.textChars;

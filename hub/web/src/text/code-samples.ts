export type SampleRequest = {
  readonly model: string;
  readonly input: string;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly format: string;
};

export type CodeSample = { readonly name: string; readonly text: string };

/** The same request for speech as the page makes, in three languages. The key comes from the environment. */
export function codeSamples(origin: string, request: SampleRequest): readonly CodeSample[] {
  return [
    { name: "curl", text: curl(origin, request) },
    { name: "Python", text: python(origin, request) },
    { name: "Node", text: node(origin, request) },
  ];
}

function curl(origin: string, { format, input, language, model, voice }: SampleRequest): string {
  const body = JSON.stringify({
    model,
    input,
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
    response_format: format,
  });
  return [
    `curl ${origin}/v1/audio/speech`,
    `--fail-with-body --output speech.${format}`,
    `--header "Authorization: Bearer $CLUB_KEY"`,
    `--header "Content-Type: application/json"`,
    `--data ${shellQuoted(body)}`,
  ].join(" \\\n  ");
}

function python(origin: string, { format, input, language, model, voice }: SampleRequest): string {
  const lines = [
    `model=${literal(model)},`,
    `input=${literal(input)},`,
    // The package wants a voice; null lets the provider choose.
    voice === undefined ? `voice=None,` : `voice=${literal(voice)},`,
    `response_format=${literal(format)},`,
    ...(language === undefined ? [] : [`extra_body={"language": ${literal(language)}},`]),
  ];
  return `import os
from openai import OpenAI

client = OpenAI(base_url=${literal(`${origin}/v1`)}, api_key=os.environ["CLUB_KEY"])

with client.audio.speech.with_streaming_response.create(
${lines.map((line) => `    ${line}`).join("\n")}
) as response:
    response.stream_to_file("speech.${format}")`;
}

function node(origin: string, { format, input, language, model, voice }: SampleRequest): string {
  const lines = [
    `model: ${literal(model)},`,
    `input: ${literal(input)},`,
    ...(voice === undefined ? [] : [`voice: ${literal(voice)},`]),
    ...(language === undefined ? [] : [`language: ${literal(language)},`]),
    `response_format: ${literal(format)},`,
  ];
  return `import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: ${literal(`${origin}/v1`)}, apiKey: process.env.CLUB_KEY });

const response = await client.audio.speech.create({
${lines.map((line) => `  ${line}`).join("\n")}
});
await pipeline(response.body, createWriteStream("speech.${format}"));`;
}

/** JSON's strings are also Python's and JavaScript's. */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** A text as one word of a shell's command line. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

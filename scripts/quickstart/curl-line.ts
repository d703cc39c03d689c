/** A command to copy into a shell. */
export function curlLine(hubUrl: string, key: string, model: string): string {
  return [
    `curl ${hubUrl}/v1/audio/speech`,
    `-H 'Authorization: Bearer ${key}'`,
    `-H 'Content-Type: application/json'`,
    `-d '{"model": "${model}", "input": "Hello from Club."}'`,
    "-o hello.wav",
  ].join(" \\\n  ");
}

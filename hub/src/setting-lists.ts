import * as z from "zod";

/** `a,b`, or a list. */
export const list = (item: z.ZodType): z.ZodType =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((one) => one.trim()) : value),
    z.array(item),
  );

/** `a=b,c=d`, or a map. */
export const pairs: z.ZodType = z.preprocess(
  (value) => (typeof value === "string" ? pairsIn(value) : value),
  z.record(z.string().min(1), z.string({ error: "must be pairs such as tts-1=kokoro" }).min(1)),
);

function pairsIn(text: string): Record<string, string | undefined> {
  const pairs = text.split(",").map((pair) => pair.split("=").map((one) => one.trim()));
  return Object.fromEntries(pairs.map(([name = "", value]) => [name, value]));
}

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const outDir = fileURLToPath(new URL("dist", import.meta.url));

// oxlint-disable-next-line import/no-default-export -- Vite reads it.
export default defineConfig({
  // Where the hub puts a nonce of its own into each answer.
  html: { cspNonce: "CSP_NONCE" },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    // An inlined file would be a data: URL, which the hub's policy refuses.
    assetsInlineLimit: 0,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { "/v1": process.env["CLUB_HUB_URL"] ?? "http://127.0.0.1:8080" } },
  plugins: [compressed()],
});

/** Puts a Brotli and a gzip copy beside every file, so that the hub need not compress. */
function compressed(): Plugin {
  const folder = join(outDir, "assets");
  return {
    name: "compressed",
    apply: "build",
    async closeBundle() {
      for (const name of await readdir(folder)) {
        const file = join(folder, name);
        const bytes = await readFile(file);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        await writeFile(`${file}.br`, brotliCompressSync(bytes, { params }));
        await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

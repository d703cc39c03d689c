import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../root.ts";
import { type Platform, sealedNodeVersion } from "./platforms.ts";

/** Fetched once; a new version has a folder of its own. */
const cache = join(root, ".club/node", sealedNodeVersion);

/** The path of a platform's Node, out of its npm package, whose hash is checked. */
export async function nodeBinary({ name, node }: Platform): Promise<string> {
  const folder = join(cache, name);
  const file = join(folder, "package", node.file);
  if (await isThere(file)) return file;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `${name}-`));
  try {
    const spec = `${node.package}@${sealedNodeVersion}`;
    const { stdout } = await execa("npm", ["pack", spec, "--json", "--pack-destination", draft], {
      cwd: draft,
    });
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    const tarball = join(draft, packed?.filename ?? "");
    const sum = createHash("sha512")
      .update(await readFile(tarball))
      .digest("base64");
    if (`sha512-${sum}` !== node.integrity) throw new Error(`${spec} is not what it was.`);
    await execa("tar", ["xzf", tarball, "-C", draft, `package/${node.file}`]);
    await rm(tarball);
    await rename(draft, folder).catch(async (thrown: unknown) => {
      // Another run was faster.
      if (!(await isThere(file))) throw thrown;
    });
    return file;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

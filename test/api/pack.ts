/** The package as npm would publish it. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtFolder } from "../cli/run-waybill.ts";

/** Path of the tarball: npm pack, without the build that is there already. */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), "waybill-pack-"));
  for (const path of ["package.json", "README.md", "CHANGELOG.md", "LICENSE", "grammar", "docs", "ci"])
    cpSync(path, join(folder, path), { recursive: true });
  cpSync(builtFolder(), join(folder, "dist"), { recursive: true });
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: folder });
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
  return join(folder, `waybill-${version}.tgz`);
}

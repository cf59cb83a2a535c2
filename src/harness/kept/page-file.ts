/** Pages of stories, beside the stories that are kept. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";

/** Writes the page of this name whole, over the one before; answers its path. */
export function writePage(folder: string, name: string, html: string): string {
  const path = join(folder, `${name.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "")}.html`);
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${pid}.part`;
  writeFileSync(unfinished, html);
  renameSync(unfinished, path);
  return path;
}

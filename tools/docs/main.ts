/** `npm run docs`: writes the generated pages and tables under docs/. */
import { readFileSync } from "node:fs";
import { generatedPages, writePage } from "./pages.ts";

let changed = 0;
for (const [path, text] of generatedPages()) {
  const before = ((): string | undefined => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  })();
  if (before === text) continue;
  writePage(path, text);
  changed += 1;
  process.stdout.write(`written ${path}\n`);
}
process.stdout.write(
  `${changed} pages changed. The outputs of commands: UPDATE_DOCS=1 npx vitest run test/docs\n`,
);

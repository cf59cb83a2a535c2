/** The sources that generated clients consist of beside what is generated: texts by path, for the built command line. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export function runtimeTexts() {
  const brokers = readdirSync(join(root, "src/brokers"), { withFileTypes: true });
  const transports = brokers
    .filter((each) => each.isDirectory())
    .map(({ name }) => `src/brokers/${name}/transport`);
  const texts = {};
  for (const folder of ["src/client", ...transports]) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder)).sort())
      if (name.endsWith(".ts")) texts[`${folder}/${name}`] = readFileSync(join(root, folder, name), "utf8");
  }
  return texts;
}

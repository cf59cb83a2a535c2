/**
 * `npm run ratchet`: says what is over a soft limit, and writes down counts that have fallen. It never raises one.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readArchitecture } from "../architecture/rules.ts";
import { countsOf, overSoftLimit, type Ratchet } from "./size.ts";
import { readTree } from "./tree.ts";

const path = "tools/tidy/ratchet.json";
// cast: written by this program only.
const before = JSON.parse(readFileSync(path, "utf8")) as Ratchet;
const tree = readTree(".", readArchitecture("architecture.json"));
const today = countsOf(tree);
const after: Ratchet = {
  filesOverSoftLimit: Math.min(before.filesOverSoftLimit, today.filesOverSoftLimit),
  functionsOverSoftLimit: Math.min(before.functionsOverSoftLimit, today.functionsOverSoftLimit),
};
for (const { path: file, line, what } of overSoftLimit(tree)) console.log(`${file}:${line} ${what}`);
writeFileSync(path, `${JSON.stringify(after, null, 2)}\n`);
console.log(
  `files ${today.filesOverSoftLimit} (most ${after.filesOverSoftLimit}), functions ${today.functionsOverSoftLimit} (most ${after.functionsOverSoftLimit})`,
);

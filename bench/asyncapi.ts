/**
 * `node tools/run.mjs bench/asyncapi.ts FOLDER [ROUNDS]`: AsyncAPI files of a folder that are imported and checked in a second,
 * each by itself. The first round begins cold: it is what one call over the whole folder costs.
 */
import { readdirSync } from "node:fs";
import { ANALYSIS_BROKERS } from "../src/brokers/analysis.ts";
import { importAsyncApi } from "../src/cli/import/asyncapi.ts";
import { checkSources } from "../src/compiler/check-sources.ts";
import { writeDraft } from "../src/drafts/write.ts";

const PLACE = { topology: "draft", path: "draft.waybill" };

function importedAndChecked(name: string, cwd: string): void {
  const call = { cwd, beside: PLACE.path, service: undefined, vhost: undefined };
  const drafts = importAsyncApi([name], call);
  const { text } = writeDraft(drafts, PLACE, ANALYSIS_BROKERS);
  if (text === undefined) return;
  const reads = text.includes(' from "') ? drafts.flatMap((draft) => draft.reads ?? []) : [];
  checkSources([{ path: PLACE.path, text }, ...reads], ANALYSIS_BROKERS, "2026-01-01");
}

const [folder = ".", rounds = "4"] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(?:ya?ml|json)$/.test(name),
);
for (let round = 1; round <= Number(rounds); round++) {
  const before = process.cpuUsage();
  for (const name of names) importedAndChecked(name, folder);
  const { user, system } = process.cpuUsage(before);
  const rate = (names.length * 1e6) / (user + system);
  console.log(`round ${round}: ${names.length} files, ${rate.toFixed(0)} a second of the processor`);
}

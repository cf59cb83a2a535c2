/** Prints a digest of many histories, to compare between processes: `node tools/run.mjs test/runtime/digest.ts SEED`. */
import { createHash } from "node:crypto";
import { campaign, rerun } from "../../src/runtime/campaign.ts";
import { explore } from "../../src/runtime/explore.ts";
import { toyModel } from "./toy-plan.ts";

const seed = Number(process.argv[2]);
const hash = createHash("sha256");
const model = toyModel({
  plan: { keys: [0, 1, 0, 1], awaits: false, sendAgain: true, faults: 2, episodes: 3 },
  handler: { instances: 2, slots: 2 },
});
const options = { seed, runs: 200, faults: 2, episodes: 3, steps: 4_000, until: "never" } as const;
for (let number = 0; number < options.runs; number++) {
  const { end, broken, struck, deviations, steps } = rerun(model, options, number);
  hash.update(JSON.stringify({ end, broken, struck, deviations, steps }));
}
const { findings, ...counts } = campaign(model, options);
hash.update(JSON.stringify({ counts, clauses: findings.map(({ clause, run }) => [clause, run]) }));
hash.update(JSON.stringify(explore(toyModel({ plan: { awaits: false } }), { faults: 1, states: 100_000 })));
process.stdout.write(`${hash.digest("hex")}\n`);

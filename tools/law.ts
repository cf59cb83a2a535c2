/** `npm run law -- --seed S --topologies N --faults n [--broker NAME] [--states N] [--only SEED] [--verbose]` */
import { parseArgs } from "node:util";
import { BROKERS } from "../src/brokers/all.ts";
import { runLaw, type LawReport, lawFaults } from "../src/law/campaign.ts";
import { compareLaw } from "../src/law/compare.ts";
import type { VerifyBroker } from "../src/verify/broker.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    topologies: { type: "string", default: "100" },
    faults: { type: "string", default: "1" },
    messages: { type: "string", default: "2" },
    broker: { type: "string" },
    states: { type: "string", default: "400000" },
    /** One topology by the seed that a bucket names, in full. */
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});

function number(name: "seed" | "topologies" | "faults" | "states" | "messages"): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} takes a whole number, not ${values[name]}\n`);
  process.exit(2);
}

function print(report: LawReport, seconds: number): void {
  const { broker, topologies, agree, disagree, incomplete, states } = report;
  const lines = [
    `${broker}: ${agree} of ${topologies} topologies agree (${report.distinct} distinct), ${disagree} disagree, ${incomplete.length} incomplete; ` +
      `${report.agreedSets} fault sets equal; ${states} states, ${seconds.toFixed(1)} s`,
    ...(incomplete.length > 0 ? [`  incomplete: ${incomplete.slice(0, 10).join(" ")}`] : []),
  ];
  for (const bucket of report.buckets.slice(0, 12)) {
    lines.push(
      `  ${bucket.count} x only ${bucket.side}: ${bucket.clause} by ${bucket.atoms}   (--only ${bucket.seed})`,
    );
    lines.push(
      `      ${Object.entries(bucket.settings)
        .map(([k, v]) => `${k}=${v}`)
        .join(" ")}`,
    );
    lines.push(`      ${bucket.why.join(" | ")}`);
  }
  if (values.verbose) {
    lines.push("  holds:", ...Object.entries(report.holds).map(([k, n]) => `    ${k}: ${n}`));
    lines.push("  drawn:", ...Object.entries(report.settings).map(([k, n]) => `    ${k}: ${n}`));
    lines.push(
      "  decisive (rule / clause):",
      ...Object.entries(report.decisive).map(([k, n]) => `    ${k}: ${n}`),
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

function showOne(broker: VerifyBroker, seed: number): boolean {
  const { flow, settings } = broker.draw(seed);
  const keys = Array.from({ length: number("messages") }, () => 0);
  const comparison = compareLaw(flow, [broker], {
    model: lawFaults(number("faults")),
    keys,
    states: number("states"),
  });
  process.stdout.write(
    `${broker.type} ${JSON.stringify(settings)}\n${JSON.stringify(comparison, undefined, 1)}\n`,
  );
  return comparison.complete && comparison.differences.length === 0;
}

const chosen = BROKERS.filter((broker) => values.broker === undefined || broker.type === values.broker);
if (chosen.length === 0) {
  process.stderr.write(
    `no broker ${String(values.broker)}; there are ${BROKERS.map((b) => b.type).join(", ")}\n`,
  );
  process.exit(2);
}
let red = false;
for (const broker of chosen) {
  const began = performance.now();
  if (values.only !== undefined) {
    red = !showOne(broker, Number(values.only)) || red;
    continue;
  }
  const report = runLaw(broker, {
    seed: number("seed"),
    topologies: number("topologies"),
    faults: number("faults"),
    states: number("states"),
    messages: number("messages"),
  });
  print(report, (performance.now() - began) / 1000);
  red ||= report.agree < report.topologies;
}
process.exitCode = red ? 1 : 0;

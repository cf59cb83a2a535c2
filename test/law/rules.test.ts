/** Every rule of the inference is needed: taken out, the law disagrees on topologies on which it agrees with it. */
import { expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { present } from "../../src/base/assert.ts";
import { runLaw } from "../../src/law/campaign.ts";
import { lawWith, type Mutant } from "./mutated.ts";

const TOPOLOGIES = 40;
const SEED = 303;

/** The broker on whose topologies a rule is decisive soonest. */
const RULES: readonly (Mutant & { readonly broker: string })[] = [
  { file: "rules/custody.ts", function: "releasedFirst", broker: "rabbitmq" },
  { file: "rules/custody.ts", function: "program", broker: "rabbitmq" },
  { file: "rules/custody.ts", function: "skipped", broker: "rabbitmq" },
  { file: "rules/custody.ts", function: "postedRelease", broker: "rabbitmq" },
  { file: "rules/order.ts", function: "ownership", broker: "rabbitmq" },
  { file: "rules/order.ts", function: "manyAtOnce", broker: "rabbitmq" },
  { file: "rules/order.ts", function: "overtaking", broker: "rabbitmq" },
  { file: "rules/order.ts", function: "unsettledMany", broker: "rabbitmq" },
  { file: "rules/recognition.ts", function: "recognised", body: "return stream;", broker: "rabbitmq" },
  { file: "rules/resend.ts", function: "resentGroup", broker: "kafka" },
  { file: "rules/resend.ts", function: "refused", broker: "rabbitmq" },
  { file: "rules/resend.ts", function: "jointAnswer", broker: "rabbitmq" },
  { file: "rules/rest.ts", function: "lostAtRest", broker: "rabbitmq" },
  { file: "rules/rest.ts", function: "laned", broker: "kafka" },
];

test.each(BROKERS)("the law of $type agrees with all rules in place", { timeout: 120_000 }, (broker) => {
  const report = runLaw(broker, {
    seed: SEED,
    topologies: TOPOLOGIES,
    faults: 1,
    states: 200_000,
    messages: 2,
  });
  expect(report.agree).toBe(TOPOLOGIES);
});

test.each(RULES)("without $function the law of $broker fails", { timeout: 120_000 }, async (rule) => {
  const broker = present(
    BROKERS.find(({ type }) => type === rule.broker),
    "a broker of that name",
  );
  const report = await lawWith(rule, broker.type, { seed: SEED, topologies: TOPOLOGIES, faults: 1 });
  expect(report.disagree).toBeGreaterThan(0);
});

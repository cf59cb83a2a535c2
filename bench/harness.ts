/**
 * Runs with user handlers a second: 10 messages, three awaited calls each, nothing disturbed.
 * `node tools/run.mjs bench/harness.ts [RUNS]`. By the CPU's time, since a barrier waits for whatever else the machine does.
 */
import { present } from "../src/base/assert.ts";
import { BROKERS } from "../src/brokers/all.ts";
import { ANALYSIS_BROKERS } from "../src/brokers/analysis.ts";
import { compile } from "../src/compiler/compile.ts";
import { analyse } from "../src/compiler/infer/analyse.ts";
import { underControl } from "../src/harness/driver/campaign.ts";
import { UserFlow } from "../src/harness/flow/user-flow.ts";
import { createWorld } from "../src/harness/world/world.ts";
import { DEFAULT_POLICY } from "../src/runtime/schedule.ts";
import { simulatedClauses } from "../src/verify/simulated-clauses.ts";
import { field, inboxOf } from "../test/harness/services/specimen.ts";
import { MAILS } from "../test/harness/services/specs.ts";

const MESSAGES = 10;
const runs = Number(process.argv[2] ?? "2000");

const { topology } = compile(MAILS.spec.sources, { brokers: ANALYSIS_BROKERS });
const analysis = analyse(present(topology, "the spec compiles"), ANALYSIS_BROKERS);
const { flow, promises, under } = present(analysis.flows[0], "it has a flow");
const mailer = MAILS.service("mailer");
const types = Array.from({ length: MESSAGES }, () => "Order");
const user = new UserFlow(
  {
    flow,
    brokers: BROKERS,
    given: new Set(["mailer"]),
    senders: new Set<string>(),
    clauses: promises.flatMap(simulatedClauses),
    under,
    build: (stage) => {
      const { world } = createWorld(stage);
      const inbox = inboxOf(world);
      return {
        mailer: {
          start: (brokers) =>
            mailer.start(
              brokers,
              async (order) => {
                const table = world.table("mails");
                await table.get(field(order, "eventId"));
                await table.insert(field(order, "eventId"), "sent");
                await table.get(field(order, "orderId"));
              },
              inbox,
            ),
        },
      };
    },
  },
  { workload: { keys: types.map((_, m) => m % 3), types, path: "orderId" }, faults: 1, episodes: 1 },
);
const once = (): Promise<unknown> =>
  user.run({ policy: DEFAULT_POLICY, faults: 0, episodes: 1, steps: 3_000 });

await underControl(async () => {
  for (let i = 0; i < runs / 10; i++) await once();
  const before = process.cpuUsage();
  const began = performance.now();
  for (let i = 0; i < runs; i++) await once();
  const { user: own, system } = process.cpuUsage(before);
  const cpuS = (own + system) / 1e6;
  const wallS = (performance.now() - began) / 1e3;
  console.log(
    `${runs} runs of ${MESSAGES} messages: ${(runs / cpuS).toFixed(0)} a second of CPU, ${(runs / wallS).toFixed(0)} a second of the clock`,
  );
});

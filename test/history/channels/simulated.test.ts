import { describe, expect, test } from "vitest";
import { BROKERS } from "../../../src/brokers/all.ts";
import type { Lie as KafkaLie } from "../../../src/brokers/kafka/mechanism/lie.ts";
import { kafkaMechanism } from "../../../src/brokers/kafka/mechanism/mechanism.ts";
import type { Lie as RabbitLie } from "../../../src/brokers/rabbitmq/mechanism/lies.ts";
import { mechanism as rabbitMechanism } from "../../../src/brokers/rabbitmq/mechanism/mechanism.ts";
import { analyse } from "../../../src/compiler/infer/analyse.ts";
import { lawFaults } from "../../../src/law/campaign.ts";
import type { Flow } from "../../../src/model/flow.ts";
import type { Clause } from "../../../src/model/guarantee.ts";
import type { FullBroker } from "../../../src/verify/case.ts";
import { watchedChannels } from "../../../src/verify/watched-channels.ts";
import { simulated } from "../simulated.ts";
import { judgeChannels, wrongIn } from "./judged-channels.ts";

const CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-least-once", except: [] },
];

/** Names of what is wrong in runs that keep the promise and in those that break it, with the number of runs. */
interface Seen {
  readonly kept: Set<string>;
  readonly broken: Map<string, number>;
  runs: number;
}

function channelsOf({ id, hops }: Flow): ReturnType<typeof watchedChannels> {
  const [from = "", to = ""] = id.split(" -> ");
  const topology = hops[0]?.topology;
  if (topology === undefined) throw new Error("a flow has a hop");
  const guarantees = [{ from, to, text: "", clauses: CLAUSES, under: lawFaults(2) }];
  return watchedChannels(analyse({ ...topology, guarantees }, BROKERS), BROKERS);
}

function seenOf(type: string, topologies: number, runs: number, lying?: FullBroker["mechanism"]): Seen {
  const seen: Seen = { kept: new Set(), broken: new Map(), runs: 0 };
  const channels = new Map<Flow, ReturnType<typeof watchedChannels>>();
  for (const { flow, run, text } of simulated(type, topologies, runs, CLAUSES, lying)) {
    const watched = channels.get(flow) ?? channelsOf(flow);
    channels.set(flow, watched);
    const names = wrongIn(judgeChannels(text, watched));
    if (run.broken.length === 0) for (const name of names) seen.kept.add(name);
    else for (const name of names) seen.broken.set(name, (seen.broken.get(name) ?? 0) + 1);
    seen.runs += run.broken.length === 0 ? 1 : 0;
  }
  return seen;
}

describe("runs of random topologies under random faults", () => {
  test.each([
    ["kafka", "unseen"],
    ["rabbitmq", "lost"],
  ])(
    "of %s show nothing wrong where they keep their promise, and %s where they lose a message",
    (type, lost) => {
      const { kept, broken, runs } = seenOf(type, 24, 18);
      expect([...kept]).toEqual([]);
      expect(runs).toBeGreaterThan(100);
      expect([...broken.keys()]).toContain(lost);
    },
  );
});

describe("a broker that lies", () => {
  const kafka =
    (lie: KafkaLie): FullBroker["mechanism"] =>
    (hop, bounds) =>
      kafkaMechanism(hop, bounds, lie);
  const rabbit =
    (lie: RabbitLie): FullBroker["mechanism"] =>
    (hop, bounds) =>
      rabbitMechanism(hop, bounds, lie);

  test("stores a send twice, which the log shows although the consumer recognises it", () => {
    const { kept } = seenOf("kafka", 24, 9, kafka("forgets-sequences"));
    expect([...kept].sort()).toEqual(["duplicate", "duplicate-nonzero"]);
  });

  test.each([
    ["kafka", "starts-at-the-end", "unseen", kafka("starts-at-the-end")],
    ["kafka", "takes-the-newest-first", "unseen", kafka("takes-the-newest-first")],
    ["rabbitmq", "lose-with-the-leader", "lost", rabbit("lose-with-the-leader")],
    ["rabbitmq", "confirm-what-is-refused", "lost", rabbit("confirm-what-is-refused")],
  ] as const)("loses more than the honest one: %s, %s, %s", (type, _, name, lying) => {
    const of = ({ broken }: Seen): number => broken.get(name) ?? 0;
    expect(of(seenOf(type, 24, 9, lying))).toBeGreaterThan(of(seenOf(type, 24, 9)));
  });
});

/**
 * A broker with a planted bug, inferred as an honest one. A bug that harms is refuted by the search or by random runs, on a
 * spec that holds with the honest broker; one that flatters leaves a hazard without a run, which is never called a pass.
 */
import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { KAFKA } from "../../src/brokers/kafka/broker.ts";
import { type Lie as KafkaLie, LIES as KAFKA_LIES } from "../../src/brokers/kafka/mechanism/lie.ts";
import { kafkaMechanism } from "../../src/brokers/kafka/mechanism/mechanism.ts";
import { type Lie as RabbitLie, LIES as RABBIT_LIES } from "../../src/brokers/rabbitmq/mechanism/lies.ts";
import { compile } from "../../src/compiler/compile.ts";
import { type Analysis, analyse } from "../../src/compiler/infer/analyse.ts";
import { liar } from "../brokers/rabbitmq/play.ts";
import { analysed, verified, type VerifiedBy } from "./pairs.ts";

/** The twin of a planted bug, or a spec. */
type Holding = string | { readonly spec: string };

function kafka(consumer: string, promise: string, retention = "7d"): Holding {
  return {
    spec: `waybill 1
topology honest
broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, retention: ${retention} }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing { consumer bill <- orders { group: "billing", start: earliest, ${consumer} } }
guarantee shop.place -> billing.bill { ${promise} }
`,
  };
}

function rabbit(consumer: string, promise: string): Holding {
  return {
    spec: `waybill 1
topology honest
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid }
queue work on tasks { type: quorum, carries: Job }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker { consumer run <- work { ${consumer} } }
guarantee intake.submit -> worker.run { ${promise} }
`,
  };
}

interface Caught<Lie extends string> {
  /** Refuted where the honest broker holds. */
  readonly harms: Readonly<Partial<Record<Lie, Holding>>>;
  /** A hazard of the broken spec of this name has no run any more. */
  readonly flatters: Readonly<Partial<Record<Lie, string>>>;
  /** No promise about one flow can tell: why. A script does (docs/live.md). */
  readonly unseen: Readonly<Partial<Record<Lie, string>>>;
}

const OF_KAFKA: Caught<KafkaLie> = {
  harms: {
    "answers-before-replicating": "torn-ack",
    "shows-above-watermark": "concurrent-commit-first",
    "forgets-sequences": "resend-twice",
    "elects-anyone": "unclean-election",
    "forgets-resend": "no-retries-no-repeat",
    "commits-early": "commit-before-effect",
    "takes-the-newest-first": "application-does-not-wait",
    "starts-at-the-end": "late-start",
    "forgets-commits-on-rebalance": "concurrent-commit-first",
    "stores-without-condition": "zombie-unfenced",
    "resends-at-the-end": "resend-overtaken",
    "resends-last-first": "resend-overtaken-sequences",
    "accepts-gaps": "resend-overtaken-sequences",
    "takes-away-at-once": "heir-starts-at-the-end",
    "drops-idle-followers": "refused-for-a-silent-follower",
    "acknowledges-what-it-gave-up": kafka(
      "effect: plain",
      "delivery: at-least-once, under: any(1, of: [outage(1h)])",
    ),
    "deals-to-everybody": kafka("instances: 2", "delivery: at-most-once, under: any(1, of: [rebalance])"),
    "expires-for-brief-lags": kafka(
      "effect: plain",
      "delivery: at-least-once, under: any(1, of: [outage(1h)])",
      "2h",
    ),
  },
  flatters: {
    "ignores-min-in-sync": "refused-below-minimum",
    "forgets-truncation": "torn-ack",
    "resends-in-order": "resend-overtaken-sequences",
    "commits-for-zombies": "commit-covered-and-refused",
    "recognises-what-is-resent": "per-producer-strict",
    "recognises-intents": "no-retries-no-repeat",
    "retries-without-acks": "acks-zero",
    "takes-back-what-it-wrote": "late-request",
    "expects-zero": "application-does-not-wait",
    "waits-for-every-replica": "one-in-sync-replica",
    "commits-late": "commit-before-effect",
    "reads-everything": "late-start",
    "remembers-the-start": "latest-without-commit",
  },
  unseen: {},
};

const OF_RABBITMQ: Caught<RabbitLie> = {
  harms: {
    "confirm-before-persisting": "classic-fsync",
    "forget-requeue-on-close": "ack-before-effect",
    "requeue-at-the-wrong-end": "requeue-to-the-tail",
    "deliver-newest-first": "competing-workers",
    "drop-the-binding": "auto-ack",
    "store-twice": "full-sibling",
    "ignore-prefetch": "competing-workers",
    "dead-letter-removes-first": "dead-letters-at-most-once",
    "confirm-what-is-refused": "drop-head",
    "settle-on-delivery": "auto-ack",
    "expire-what-is-held": "expired-owed",
    "nack-keeps-the-message": "skip-drops",
    "lose-with-the-leader": "classic-fsync",
    "drop-at-the-limit": "dead-letter-target-down",
    "acknowledge-all-together": rabbit(
      "prefetch: 10",
      "delivery: at-least-once, under: any(1, of: [process-crash])",
    ),
  },
  flatters: {
    "lost-ack-is-done": "prefetch-lost-ack",
    "do-not-count-returns": "first-return-drops",
    "restart-keeps-transient": "transient",
    "page-cache-survives": "classic-fsync",
    "reject-requeues": "dead-letters-owed",
    "deal-in-advance": "worker-memory",
    "requeue-without-acknowledgements": "auto-ack",
    "count-what-was-handled": "first-return-drops",
    "give-a-new-time-to-live": "returned-out-of-date",
    "all-or-nothing": "full-sibling",
  },
  unseen: {
    "confirm-unroutable": "`check` refuses a spec in which something reaches no queue, before anything runs",
    "refuse-unroutable": "`check` refuses a spec in which something reaches no queue, before anything runs",
    "recognise-what-is-there":
      "the first copy may have left the queue before the second comes, by the same faults",
    "drop-the-newest": "whichever message a full queue drops, the same faults lose one",
    "confirm-before-the-majority": "what is lost by it takes faults that lose a confirmed message anyway",
  },
};

function read(holding: Holding): Analysis {
  if (typeof holding === "string")
    return present(analysed(holding, "correct"), "a spec without errors of shape");
  const { topology } = compile([{ path: "honest.waybill", text: holding.spec }], { brokers: BROKERS });
  return analyse(present(topology, "a topology"), BROKERS);
}

function ofKafka(lie: KafkaLie): VerifiedBy {
  const lying = {
    ...KAFKA,
    mechanism: (...[hop, bounds]: Parameters<typeof KAFKA.mechanism>) => kafkaMechanism(hop, bounds, lie),
  };
  return BROKERS.map((broker) => (broker.type === "kafka" ? { ...broker, ...lying } : broker));
}

function ofRabbitmq(lie: RabbitLie): VerifiedBy {
  return BROKERS.map((broker) => (broker.type === "rabbitmq" ? { ...broker, ...liar(lie) } : broker));
}

interface Liars<Lie extends string> {
  readonly broker: string;
  readonly lies: readonly Lie[];
  readonly caught: Caught<Lie>;
  readonly lying: (lie: Lie) => VerifiedBy;
}

function catches<Lie extends string>({ broker, lies, caught, lying }: Liars<Lie>): void {
  describe(broker, () => {
    const { harms, flatters, unseen } = caught;
    test.each(lies.filter((lie) => harms[lie] !== undefined))("is refuted where it %s", (lie) => {
      const analysis = read(harms[lie] ?? "");
      const { verdict, refutations } = verified(analysis, 100, lying(lie));
      expect(verdict).toBe("refuted");
      expect(refutations.map(({ by }) => by)).not.toContain("witness");
      if (typeof harms[lie] === "object") expect(verified(analysis, 100).verdict).toBe("holds");
    });

    test.each(lies.filter((lie) => flatters[lie] !== undefined))(
      "leaves a hazard without a run where it %s",
      (lie) => {
        const analysis = present(analysed(flatters[lie] ?? "", "broken"), "a spec without errors of shape");
        expect(verified(analysis, 0, lying(lie)).unwitnessed).not.toEqual([]);
        expect(verified(analysis, 0).unwitnessed).toEqual([]);
      },
    );

    test("every planted bug is caught, or a reason is given", () => {
      const all = [...Object.keys(harms), ...Object.keys(flatters), ...Object.keys(unseen)];
      expect(all.sort()).toEqual([...lies].sort());
    });
  });
}

catches({ broker: "a lying Kafka", lies: KAFKA_LIES, caught: OF_KAFKA, lying: ofKafka });
catches({ broker: "a lying RabbitMQ", lies: RABBIT_LIES, caught: OF_RABBITMQ, lying: ofRabbitmq });

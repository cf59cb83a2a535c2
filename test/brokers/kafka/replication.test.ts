/** What surprises people about Kafka's replication (K-SURP), move by move on the simulated broker. */
import { describe, expect, test } from "vitest";
import { Walk } from "./walk.ts";

const SEND = ["sends m1", "appends m1"];

describe("acknowledged is not readable", () => {
  const below = { topic: { replication: 2, "min-in-sync": 2 }, producer: { acks: 1 } };
  const script = ["slow@orders.follower", ...SEND, "answers m1", "lags too long"];

  test("K-SURP-01: from 3.7 what acks 1 acknowledges below the minimum is hidden until the set is whole", () => {
    const walk = new Walk({ version: "3.7", ...below }).take(...script);
    expect(walk.outcomes(0)).toEqual(["ok"]);
    expect(walk.can("takes m1")).toBe(false);
    walk.take("catches up", "fetches");
    expect(walk.can("takes m1")).toBe(true);
  });

  test("K-REPL-07: before 3.7 it is readable at once", () => {
    expect(new Walk({ version: "3.6", ...below }).take(...script).can("takes m1")).toBe(true);
  });

  test("K-REPL-01: a record is readable once the whole in-sync set has it", () => {
    const walk = new Walk({ producer: { acks: 1 } }).take(...SEND);
    expect(walk.can("takes m1")).toBe(false);
    expect(walk.take("fetches").can("takes m1")).toBe(true);
  });
});

describe("an error is not an absence", () => {
  const twoOfTwo = {
    topic: { replication: 2, "min-in-sync": 2 },
    producer: { retries: 0, idempotent: false },
  };

  test("K-SURP-02: before 3.7 a record may be refused after the append, and be read", () => {
    const walk = new Walk({ version: "3.6", ...twoOfTwo }).take(
      ...SEND,
      "slow@orders.follower",
      "lags too long",
    );
    walk.take("answers m1");
    expect(walk.outcomes(0)).toEqual(["unknown"]);
    expect(walk.can("takes m1")).toBe(true);
  });

  test("K-REPL-07: from 3.7 the same ends in a time-out, and the record is hidden", () => {
    const walk = new Walk({ version: "3.7", ...twoOfTwo }).take(
      ...SEND,
      "slow@orders.follower",
      "lags too long",
    );
    expect(walk.can("answers m1")).toBe(false);
    walk.take("request time-out");
    expect(walk.outcomes(0)).toEqual(["unknown"]);
    expect(walk.can("takes m1")).toBe(false);
  });

  test("K-REPL-05: refused before the append is a promise that no copy exists", () => {
    const walk = new Walk({ version: "4.3", ...twoOfTwo }).take(
      "slow@orders.follower",
      ...SEND,
      "lags too long",
    );
    walk.take("request time-out", "sends m2", "appends m2");
    expect(walk.outcomes(1)).toEqual(["failed"]);
    expect(walk.rest().events("effect")).not.toContain(1);
  });

  test("K-REPL-23: a time-out hides both fates", () => {
    const kept = new Walk(twoOfTwo).take(...SEND, "slow@orders.follower", "request time-out").rest();
    expect(kept.events("effect")).toContain(0);
    const gone = new Walk(twoOfTwo).take(...SEND, "process-crash@orders.leader").rest();
    expect(gone.outcomes(0)).toEqual(["unknown"]);
    expect(gone.events("effect")).not.toContain(0);
  });
});

describe("the minimum of the in-sync set", () => {
  test("K-SURP-03: is at most the number of replicas from 3.7", () => {
    const alone = { nodes: 1, topic: { replication: 1, "min-in-sync": 2 } };
    expect(new Walk({ version: "3.7", ...alone }).take(...SEND, "answers m1").outcomes(0)).toEqual(["ok"]);
    expect(new Walk({ version: "3.6", ...alone }).take(...SEND).events("refused")).toEqual([0]);
  });
});

describe("elections", () => {
  const stale = ["slow@invoicing.watch", "slow@orders.follower", ...SEND, "lags too long", "answers m1"];

  test("K-SURP-09: the last of the set that returns without its tail takes everybody's", () => {
    const walk = new Walk({ version: "3.9", topic: { replication: 2, "min-in-sync": 1 } }, 3);
    walk
      .take(...stale)
      .pick(1)
      .take("power-loss@orders.leader", "found dead")
      .rest();
    expect(walk.outcomes(0)).toEqual(["ok"]);
    expect(walk.events("effect")).toEqual([1]);
  });

  test("K-REPL-15: an eligible replica leads instead, from 4.1 and with a minimum of two", () => {
    const effects = (version: string): readonly number[] =>
      new Walk({ version, topic: { replication: 2, "min-in-sync": 2 } }, 3)
        .take("slow@invoicing.watch", ...SEND, "fetches", "answers m1")
        .take("slow@orders.follower", "sends m2", "appends m2", "lags too long")
        .pick(2)
        .take("power-loss@orders.leader", "found dead")
        .rest()
        .events("effect");
    expect(effects("4.0")).not.toContain(0);
    expect(effects("4.1")).toContain(0);
  });

  test("K-REPL-11: what only the dead leader had is gone", () => {
    const walk = new Walk({ producer: { acks: 1 } })
      .take(...SEND, "answers m1", "process-crash@orders.leader")
      .rest();
    expect(walk.outcomes(0)).toEqual(["ok"]);
    expect(walk.events("effect")).toEqual([1]);
  });

  test("K-REPL-16: an unclean election takes a replica that was left behind; KRaft 3.6 does not", () => {
    const effects = (version: string): readonly number[] =>
      new Walk({ version, topic: { replication: 2, "min-in-sync": 1, "unclean-election": true } }, 3)
        .take(...stale, "process-crash@orders.leader", "found dead")
        .rest()
        .events("effect");
    expect(effects("4.0")).not.toContain(0);
    expect(effects("3.6")).toContain(0);
  });

  test("K-REPL-12: a node does not come back before its death was noticed", () => {
    const walk = new Walk({ topic: { replication: 1 } }).take("process-crash@orders.leader");
    expect(walk.can("restarts")).toBe(false);
    expect(walk.take("found dead").can("restarts")).toBe(true);
  });
});

describe("the in-sync set", () => {
  test("K-REPL-03: who has everything stays in it, however silent", () => {
    const walk = new Walk({}).take("slow@orders.follower");
    expect(walk.can("lags too long")).toBe(false);
    expect(walk.take(...SEND).can("lags too long")).toBe(true);
  });
});

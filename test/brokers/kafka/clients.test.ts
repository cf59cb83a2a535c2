/** What surprises people about Kafka's clients (K-SURP), move by move on the simulated broker. */
import { describe, expect, test } from "vitest";
import { EFFECT, Walk } from "./walk.ts";

const SEND = ["sends m1", "appends m1"];

describe("auto-commit", () => {
  test("K-SURP-04: in the plain loop repeats what a crash leaves, and loses nothing", () => {
    const walk = new Walk({ consumer: { settle: { kind: "auto", ms: 5_000 }, steps: [[EFFECT]] } });
    walk
      .take(...SEND, "fetches", "takes m1", "handles m1", "answers m1", "process-crash@invoicing.watch")
      .rest();
    expect(walk.events("effect")).toEqual([0, 0, 1]);
  });
});

describe("idempotence", () => {
  test("K-SURP-05: acks 1 silently turns it off", () => {
    const cut = ["cut@shop.placing", "resends m1", "appends m1"];
    const one = new Walk({ producer: { acks: 1 } }).take(...SEND, ...cut).rest();
    expect(one.events("effect")).toEqual([0, 0, 1]);
    const all = new Walk({}).take(...SEND, ...cut).rest();
    expect(all.events("effect")).toEqual([0, 1]);
  });

  test("K-SURP-06: a producer whose state went with the log is unknown, and repeats", () => {
    const walk = new Walk({ nodes: 3, topic: { replication: 1 } });
    walk
      .take(...SEND, "takes m1", "handles m1")
      .pick(1)
      .take("power-loss@orders.leader");
    expect(walk.rest().events("effect")).toEqual([0, 0, 1]);
  });

  const refusedOnce = [
    "process-crash@orders.leader",
    "found dead",
    "sends m1",
    "sends m2",
    "appends m1",
    "restarts",
  ];

  test("K-SURP-21: the first batch refused once is lost with an error, the second is kept", () => {
    const walk = new Walk({ topic: { replication: 2, "min-in-sync": 2 } }).take(...refusedOnce);
    walk.take("fetches", "appends m2", "fetches", "answers m2", "resends m1", "appends m1").rest();
    expect(walk.outcomes(0)).toEqual(["failed"]);
    expect(walk.outcomes(1)).toEqual(["ok"]);
    expect(walk.events("effect")).toEqual([1]);
  });

  test("K-IDEM-11: with one request in flight the first batch is only late", () => {
    const walk = new Walk({ topic: { replication: 2, "min-in-sync": 2 }, producer: { "in-flight": 1 } });
    expect(
      walk
        .take(...refusedOnce)
        .rest()
        .events("effect"),
    ).toEqual([0, 1]);
  });

  test("K-PROD-10: without it, what a cut connection carried is sent again last first", () => {
    const walk = new Walk({ producer: { idempotent: false } })
      .take("sends m1", "sends m2", "cut@shop.placing")
      .rest();
    expect(walk.events("effect")).toEqual([1, 0]);
  });

  test("K-PROD-16: a request held up by the network arrives after its sender gave it up", () => {
    const walk = new Walk({ producer: { retries: 0, idempotent: false } });
    walk
      .take(
        "sends m1",
        "delayed-request@shop.placing",
        "request time-out",
        "sends m2",
        "appends m2",
        "delayed m1",
      )
      .rest();
    expect(walk.outcomes(0)).toEqual(["unknown"]);
    expect(walk.events("effect")).toEqual([1, 0]);
  });
});

describe("a group", () => {
  const two = { consumer: { instances: 2 } };
  const taken = [...SEND, "fetches", "#1 takes m1"];

  test("K-CONS-14: the commit of a zombie is refused, its effect is not", () => {
    const walk = new Walk(two)
      .take(...taken, "answers m1")
      .pick(0)
      .take("pause@invoicing.watch");
    walk.take(
      "session of invoicing.watch#1 ends",
      "is assigned",
      "#2 takes m1",
      "#2 handles m1",
      "#2 handles m1",
    );
    walk.take("#1 resumes", "#1 handles m1", "#1 handles m1", "#1 joins again").rest();
    expect(walk.events("effect").filter((m) => m === 0)).toEqual([0, 0]);
    expect(walk.events("failed")).toEqual([0]);
  });

  test("K-CONS-13: a crashed member keeps its partitions until the session ends", () => {
    const walk = new Walk(two).take(...taken, "answers m1", "process-crash@invoicing.watch");
    expect(walk.can("#2 takes m1")).toBe(false);
    walk.take("session of invoicing.watch#1 ends", "is assigned");
    expect(walk.can("#2 takes m1")).toBe(true);
  });

  test("K-TSC-04: a rebalance waits for the running handler, and repeats nothing", () => {
    const walk = new Walk(two).take(...taken, "rebalance@invoicing.watch");
    expect(walk.can("is assigned")).toBe(false);
    walk.take("#1 handles m1", "#1 handles m1").pick(1).take("is assigned").rest();
    expect(walk.events("effect")).toEqual([0, 1]);
  });

  test("K-CONS-10: latest leaves out what came before the first assignment", () => {
    const late = ["late-start@invoicing.watch", ...SEND, "fetches", "#1 starts", "is assigned"];
    const walk = new Walk({ consumer: { settings: { start: "latest" } } }).take(...late).rest();
    expect(walk.events("effect")).toEqual([1]);
  });

  test("K-E2E-C12: a client that does not commit its start leaves out more at each assignment before its first commit", () => {
    const script = [...SEND, "fetches", "answers m1", "rebalance@invoicing.watch", "is assigned"];
    const latest = { consumer: { settings: { start: "latest" } } };
    expect(
      new Walk({ ...latest, client: "java" })
        .take(...script)
        .rest()
        .events("effect"),
    ).toEqual([1]);
    expect(
      new Walk(latest)
        .take(...script)
        .rest()
        .events("effect"),
    ).toEqual([0, 1]);
  });

  test("K-CONS-24: an awaited commit of the Java client fails while no broker answers", () => {
    const script = [
      ...SEND,
      "fetches",
      "takes m1",
      "answers m1",
      "handles m1",
      "outage@events",
      "handles m1",
    ];
    const java = new Walk({ client: "java" }).take(...script, "commits of invoicing.watch time out").rest();
    expect(java.events("effect")).toEqual([0, 0, 1]);
    expect(
      new Walk({})
        .take(...script)
        .rest()
        .events("effect"),
    ).toEqual([0, 1]);
  });
});

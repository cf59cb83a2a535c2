/** Whole topologies of both brokers drawn from a seed, over all words that a spec can say, sound or not. */
import { Prng } from "../../src/base/prng.ts";

type Settings = Readonly<Record<string, string>>;

/** One declaration: its words, what belongs to it, and its settings as text. */
export interface Declared {
  readonly head: string;
  readonly settings: Settings;
  readonly inner: readonly Declared[];
}

const EMPTY: readonly Declared[] = [];

/** As a spec in the Waybill language. */
export function asSpec(all: readonly Declared[]): string {
  const types = ["enum Region { eu, us }", "message M { identity id: uuid, orderId: uuid, region: Region }"];
  return ["waybill 1", "topology drawn", ...types, ...all.map((each) => written(each, "")), ""].join("\n");
}

function written({ head, settings, inner }: Declared, indent: string): string {
  const parts = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
  if (inner.length === 0) return `${indent}${head} { ${parts.join(", ")} }`;
  const own = [
    ...parts.map((part) => `${indent}  ${part}`),
    ...inner.map((each) => written(each, `${indent}  `)),
  ];
  return `${indent}${head} {\n${own.join("\n")}\n${indent}}`;
}

const KAFKA_VERSIONS = ["3.0", "3.3", "3.6", "3.7", "4.0", "4.1", "4.3"];
const RABBITMQ_VERSIONS = ["3.10", "3.12", "3.13", "4.0", "4.2", "4.3"];
const KINDS = [
  "process-crash",
  "cut",
  "lost-request",
  "lost-response",
  "rebalance",
  "late-start",
  "handler-failure(2)",
  "rolling-restart",
  "outage(10m)",
  "slow(10m)",
  "power-loss",
  "disk-loss",
  "pause(1m)",
  "poison",
  "delayed-request(1m)",
];

/** What decides what everything else means cannot be unknown. */
const KNOWN = new Set(["keep", "scope", "external", "client"]);
const EFFECTS = ["plain", "idempotent(id, in: seen)", "idempotent(id, in: seen)", "idempotent(id, in: seen)"];
const ON_FAILURE = {
  kafka: ["retry", "retry", "skip", "stop", "retry(times: 2, then: skip)"],
  rabbitmq: [
    "requeue",
    "reject",
    "skip",
    "retry(times: 2)",
    "retry(times: 2, then: skip)",
    "retry(times: 1, then: requeue)",
  ],
  any: ["retry", "stop", "reject", "requeue", "skip"],
} as const;

interface Hop {
  readonly type: "kafka" | "rabbitmq";
  /** What a producer sends to, and what a consumer reads. */
  readonly target: string;
  readonly source: string;
}

/** A topology of one to four hops, with what hangs on them. */
export function drawTopology(seed: number): readonly Declared[] {
  return new Draw(new Prng(seed)).all();
}

class Draw {
  readonly #by: Prng;
  readonly #out: Declared[] = [];
  #queues = 0;

  constructor(by: Prng) {
    this.#by = by;
  }

  all(): readonly Declared[] {
    const by = this.#by;
    this.#brokers();
    const hops = Array.from({ length: by.of([1, 1, 1, 1, 2, 2, 3, 4]) }, (_, i) => this.#hop(i));
    this.#services(hops);
    return this.#out;
  }

  #add(head: string, settings: Settings, inner: readonly Declared[] = EMPTY): void {
    this.#out.push({ head, settings, inner });
  }

  /** Some of the settings, each with one of its values. */
  #some(odds: number, values: Readonly<Record<string, readonly string[]>>): Settings {
    const drawn: Record<string, string> = {};
    for (const [name, each] of Object.entries(values)) {
      if (this.#by.chance(1, odds))
        drawn[name] = this.#by.chance(1, 40) && !KNOWN.has(name) ? "unknown" : this.#by.of(each);
    }
    return drawn;
  }

  #brokers(): void {
    const by = this.#by;
    for (const name of ["k1", "k2"]) {
      this.#add(`broker ${name}`, {
        type: "kafka",
        version: JSON.stringify(by.of(KAFKA_VERSIONS)),
        nodes: by.of(["1", "2", "3", "3", "3", "5"]),
        ...this.#some(6, {
          "session-timeout": ["6s", "9s", "30m"],
          "replica-lag-time": ["10s", "30s", "2h"],
          "eligible-leader-replicas": ["true", "false"],
        }),
      });
    }
    for (const name of ["r1", "r2"]) {
      this.#add(`broker ${name}`, {
        type: "rabbitmq",
        version: JSON.stringify(by.of(RABBITMQ_VERSIONS)),
        nodes: by.of(["1", "2", "3", "3", "3", "5"]),
        ...this.#some(6, { "default-queue-type": ["classic", "quorum"] }),
      });
    }
  }

  #hop(i: number): Hop {
    const by = this.#by;
    const type = by.of(["kafka", "rabbitmq"] as const);
    if (type === "rabbitmq") return this.#rabbitmq(i);
    const name = `t${i}`;
    this.#add(`topic ${name} on ${by.of(["k1", "k1", "k2"])}`, {
      carries: "M",
      ...this.#some(1, { replication: ["1", "2", "3", "3"] }),
      ...this.#some(2, {
        key: ["orderId"],
        partitions: ["1", "3", "6"],
        "min-in-sync": ["1", "2", "2", "3"],
      }),
      ...this.#some(8, {
        "unclean-election": ["true", "false"],
        retention: ["5m", "2h", "7d", "unlimited"],
        "retention-bytes": ["1GB"],
        cleanup: ["delete", "compact"],
      }),
    });
    return { type, target: name, source: name };
  }

  #queue(on: string, isRest: boolean): string {
    const by = this.#by;
    const name = `q${this.#queues}`;
    this.#queues += 1;
    const dead = !isRest && by.chance(1, 3) ? this.#queue(on, true) : undefined;
    this.#add(`queue ${name} on ${on}`, {
      ...this.#some(1, { type: ["classic", "quorum", "quorum"] }),
      ...this.#some(isRest ? 12 : 5, {
        "message-ttl": ["10s", "10m", "2h", "0s"],
        "max-length": ["0", "1", "2", "1000"],
        "max-length-bytes": ["1MB"],
        overflow: ["drop-head", "reject-publish", "reject-publish-dlx"],
        "delivery-limit": ["-1", "0", "1", "2", "5", "20"],
      }),
      ...this.#some(25, {
        durable: ["true", "false"],
        exclusive: ["true"],
        "auto-delete": ["true"],
        "single-active-consumer": ["true"],
        expires: ["1h"],
      }),
      ...(dead === undefined
        ? {}
        : {
            "dead-letter": dead,
            ...this.#some(2, { "dead-letter-strategy": ["at-most-once", "at-least-once"] }),
          }),
    });
    return name;
  }

  #rabbitmq(i: number): Hop {
    const by = this.#by;
    const on = by.of(["r1", "r1", "r2"]);
    const queue = this.#queue(on, false);
    if (by.chance(1, 2)) return { type: "rabbitmq", target: `queue ${queue}`, source: `queue ${queue}` };
    const exchange = `x${i}`;
    this.#add(`exchange ${exchange} on ${on}`, {
      type: by.of(["direct", "fanout", "topic"]),
      carries: "M",
      ...(by.chance(1, 5) ? { alternate: this.#queue(on, true) } : {}),
      ...this.#some(15, { durable: ["false"], internal: ["true"], "auto-delete": ["true"] }),
    });
    const key = (): string => by.of(['"a.eu"', '"a.*"', '"#"', '"a.#"', '"b"', '["a.eu", "a.us"]']);
    this.#add(`bind ${exchange} -> ${queue}`, { key: key() });
    // A sibling queue that shares each publish.
    if (by.chance(1, 3)) this.#add(`bind ${exchange} -> ${this.#queue(on, by.chance(1, 2))}`, { key: key() });
    return { type: "rabbitmq", target: `exchange ${exchange}`, source: `queue ${queue}` };
  }

  #services(hops: readonly Hop[]): void {
    const by = this.#by;
    for (let s = 0; s <= hops.length; s++) {
      const inner: Declared[] = [];
      const [from, to] = [hops[s - 1], hops[s]];
      const senders: string[] = [];
      if (to !== undefined) {
        senders.push("out");
        inner.push(this.#producer("out", to));
      }
      // Back to an earlier channel: a circle of services.
      const back = hops[by.below(hops.length)];
      if (s > 0 && back !== undefined && by.chance(1, 12)) {
        senders.push("back");
        inner.push(this.#producer("back", back));
      }
      if (from !== undefined) {
        inner.push({
          head: "store seen",
          settings: this.#some(2, { keep: ["1m", "30m", "30d"], scope: ["shared", "instance"] }),
          inner: EMPTY,
        });
        inner.push(this.#consumer("in", from, senders));
        if (by.chance(1, 10)) inner.push(this.#consumer("too", from, []));
      }
      this.#add(`service s${s}`, this.#clients([from, to]), inner);
    }
    for (let s = 1; s <= hops.length; s++)
      if (s === hops.length || by.chance(1, 3)) this.#guarantee(`s0.out -> s${s}.in`);
    if (hops.length > 1 && by.chance(1, 4)) this.#guarantee(`s1.out -> s${hops.length}.in`);
  }

  #clients(hops: readonly (Hop | undefined)[]): Settings {
    if (this.#by.chance(5, 6)) return {};
    const types = new Set(hops.flatMap((hop) => (hop === undefined ? [] : [hop.type])));
    const native = types.has("kafka") ? "java" : "amqplib";
    const settings = this.#some(2, { external: ["true", "false"] });
    return types.size > 1 ? settings : { ...settings, client: this.#by.of(["generated", native, native]) };
  }

  #producer(name: string, { type, target }: Hop): Declared {
    const own =
      type === "kafka"
        ? {
            ...this.#some(2, { acks: ["0", "1", "all", "all"], idempotent: ["true", "false"] }),
            ...this.#some(6, {
              "in-flight": ["1", "5", "6"],
              retries: ["0", "3", "2147483647"],
              "delivery-timeout": ["20s", "2m", "2h"],
              "request-timeout": ["5s", "30s"],
              linger: ["0s", "5ms"],
            }),
          }
        : {
            ...(target.startsWith("exchange")
              ? { "routing-key": this.#by.of(['"a.{region}"', '"a.eu"', '"b"']) }
              : {}),
            ...this.#some(2, { confirms: ["true", "true", "false"], mandatory: ["true", "false"] }),
            ...this.#some(6, { persistent: ["true", "false"], expiration: ["10s", "2h"] }),
          };
    const both = this.#some(4, { "on-unknown": ["give-up", "send-again"], awaits: ["true", "false"] });
    return { head: `producer ${name} -> ${target}`, settings: { sends: "M", ...own, ...both }, inner: EMPTY };
  }

  #steps(sends: readonly string[]): string {
    const by = this.#by;
    const acts = ["effect", ...(by.chance(5, 6) ? ["settle"] : []), ...sends];
    for (let i = acts.length - 1; i > 0; i--) {
      const j = by.below(i + 1);
      [acts[i], acts[j]] = [acts[j] ?? "", acts[i] ?? ""];
    }
    const parts: string[] = [];
    while (acts.length > 0) {
      const size = by.chance(1, 4) ? 2 : 1;
      const group = acts.splice(0, size);
      parts.push(group.length === 1 && !by.chance(1, 12) ? (group[0] ?? "") : `[${group.join(", ")}]`);
    }
    return `[${parts.join(", ")}]`;
  }

  #consumer(name: string, { type, source }: Hop, senders: readonly string[]): Declared {
    const by = this.#by;
    const failures = ON_FAILURE[by.chance(1, 20) ? "any" : type];
    const park = this.#queues > 0 && type === "rabbitmq" ? [`park(q${by.below(this.#queues)})`] : [];
    const steps = senders.length > 0 || by.chance(1, 2) ? this.#steps(senders) : "";
    const isOpen = steps !== "" && !steps.includes("settle");
    const settlesItself = isOpen || by.chance(1, 40);
    const effect = this.#some(2, { effect: EFFECTS })["effect"] ?? "plain";
    const own: Settings =
      type === "kafka"
        ? {
            ...(by.chance(1, 2) ? { group: JSON.stringify(by.of(["g1", "g2", "g3"]) + source) } : {}),
            ...this.#some(2, { start: ["earliest", "earliest", "latest"] }),
            ...this.#some(10, {
              "session-timeout": ["6s", "45s", "30m"],
              "max-poll-interval": ["30s", "5m", "2h"],
              "heartbeat-interval": ["3s"],
            }),
          }
        : this.#some(2, { prefetch: ["0", "1", "1", "2", "20"] });
    const sends = senders.map((each) => each + by.of(["", "", "", "[0..1]", "[2]"]));
    return {
      head: `consumer ${name} <- ${source}`,
      settings: {
        ...own,
        ...(sends.length > 0
          ? { sends: sends.length === 1 ? (sends[0] ?? "") : `[${sends.join(", ")}]` }
          : {}),
        ...(steps === "" ? {} : { steps }),
        effect,
        ...this.#some(2, {
          instances: ["1", "2", "3", "5"],
          "on-failure": [...failures, ...park],
        }),
        ...this.#some(5, {
          concurrency: ["1", "2", "8", "per(orderId)"],
          ...(effect.startsWith("idem") ? { gates: ["effect", "handler"] } : {}),
        }),
        ...(settlesItself ? { settle: type === "kafka" ? "auto(5s)" : "on-delivery" } : {}),
        ...this.#some(30, { unfenced: ["true"], takes: ["1s..10m", "1ms..10ms"] }),
      },
      inner: EMPTY,
    };
  }

  #guarantee(way: string): void {
    const by = this.#by;
    const kinds = Array.from({ length: 1 + by.below(4) }, () => by.of(KINDS));
    const any = `any(${by.of(["1", "1", "2"])}, of: [${[...new Set(kinds)].join(", ")}])`;
    const delivery = by.of(["at-most-once", "at-least-once", "exactly-once"]);
    const isKeyed = this.#out.some(({ settings }) => settings["key"] === "orderId");
    const orders = ["per-producer", "total", "per(orderId)", ...(isKeyed ? ["per-key", "per-key"] : [])];
    const settings: Settings = {
      delivery,
      ...(by.chance(1, 2) ? { order: by.of(orders), ...(by.chance(1, 6) ? { strict: "true" } : {}) } : {}),
      ...(by.chance(1, 3) ? { under: by.of(["none", "standard", "harsh", any, any]) } : {}),
      ...(delivery !== "at-most-once" && by.chance(1, 6)
        ? { except: by.of(["[dead-lettered]", "[expired]", "[overflow, dead-lettered]"]) }
        : {}),
      ...(by.chance(1, 25) ? { "bounded-redelivery": "3" } : {}),
    };
    this.#add(`guarantee ${way}`, settings);
  }
}

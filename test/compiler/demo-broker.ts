/** A broker that exists nowhere: what the examples of core's diagnostics are compiled with. */
import type { CompileBroker, Route } from "../../src/compiler/broker.ts";
import type { Channel, Producer, Topology } from "../../src/model/topology.ts";

export const DEMO: CompileBroker = {
  type: "demo",
  versions: ["1.0", "2.0"],
  settings: {},
  kinds: [
    {
      kind: "log",
      plural: "logs",
      doc: "Keeps messages in order.",
      readable: true,
      writable: true,
      settings: {
        key: { type: { kind: "path" }, doc: "What stays in order." },
        partitions: { type: { kind: "integer", least: 1, most: 1000 }, doc: "How many." },
        retention: { type: { kind: "duration" }, doc: "How long." },
        "retention-bytes": { type: { kind: "size" }, doc: "How much." },
        share: { type: { kind: "ratio" }, doc: "How large a part." },
        since: { type: { kind: "date" }, doc: "From when." },
        weight: { type: { kind: "number", least: 0 }, doc: "How heavy." },
      },
    },
    {
      kind: "box",
      plural: "boxes",
      doc: "Keeps messages until they are settled.",
      readable: true,
      writable: true,
      settings: {
        "dead-letter": { type: { kind: "channel", kinds: ["box"] }, doc: "Where refused messages go." },
      },
    },
    { kind: "router", plural: "routers", doc: "Passes on.", readable: false, writable: true, settings: {} },
  ],
  bindings: {
    from: ["router"],
    to: ["box"],
    settings: {
      key: { type: { kind: "list", of: { kind: "string" }, orOne: true }, doc: "What is passed." },
    },
  },
  producer: {
    "routing-key": { type: { kind: "template", separator: "." }, doc: "By what it is passed." },
  },
  consumer: {
    group: {
      type: { kind: "either", of: [{ kind: "word", words: ["per-instance"] }, { kind: "string" }] },
      doc: "Who shares the work.",
    },
  },
  clients: ["generated", "plain"],
  settles: ["auto", "on-delivery"],
  onFailure: { default: { kind: "retry" }, kinds: ["retry", "park", "requeue", "skip", "stop"] },
  orderingKey: (topology, producer) => {
    const key = channelOf(topology, producer)?.settings["key"];
    return typeof key === "string" ? key : undefined;
  },
  expand: (topology) => topology,
  routes,
  checks: () => [],
  diagnostics: [],
};

function channelOf(topology: Topology, producer: Producer): Channel | undefined {
  return topology.channels.find(({ kind, name }) => kind === producer.to.kind && name === producer.to.name);
}

function routes(topology: Topology, producer: Producer): Route[] {
  const target = channelOf(topology, producer);
  if (target === undefined) return [];
  if (target.kind !== "router") return [{ channels: [target], bindings: [], kind: "main" }];
  return topology.bindings
    .filter(({ from }) => from.name === target.name)
    .flatMap((binding) => {
      const box = topology.channels.find(({ kind, name }) => kind === "box" && name === binding.to.name);
      return box === undefined
        ? []
        : [{ channels: [target, box], bindings: [binding], kind: "main" as const }];
    });
}

/** What stands for the lie of a script's liar: a planted lie of the mechanism, or another topology to route by. */
import type { Script } from "../../../model/script.ts";
import type { Topology } from "../../../model/topology.ts";
import type { Lie } from "../mechanism/lies.ts";

const LIES: Readonly<Record<string, Lie>> = {
  "one-copy-a-binding": "store-twice",
  "confirm-means-stored": "refuse-unroutable",
  "requeues-what-was-not-handled": "requeue-without-acknowledgements",
  "forgets-the-requeue": "forget-requeue-on-close",
  "requeues-to-the-tail": "requeue-at-the-wrong-end",
  "requeues-to-the-old-place": "requeue-at-the-wrong-end",
  "limit-changes-nothing": "requeue-at-the-wrong-end",
  "next-one-first": "requeue-at-the-wrong-end",
  "deals-in-advance": "deal-in-advance",
  "acknowledgement-is-awaited": "lost-ack-is-done",
  "durable-queue-keeps-all": "restart-keeps-transient",
  "leader-has-the-only-copy": "lose-with-the-leader",
  "recognises-message-ids": "recognise-what-is-there",
  "drops-the-newest": "drop-the-newest",
  "limit-is-silent": "confirm-what-is-refused",
  "reject-means-requeue": "reject-requeues",
  "limit-counts-deliveries-and-drops": "drop-at-the-limit",
  "blames-the-handled-one-only": "count-what-was-handled",
  "keeps-what-it-cannot-dead-letter": "reject-requeues",
  "time-starts-anew": "give-a-new-time-to-live",
  "all-or-nothing": "all-or-nothing",
  "confirms-before-the-majority": "confirm-before-the-majority",
};

/** Lies about routing: the truth about another topology. */
const TOPOLOGIES: Readonly<Record<string, (script: Script, topology: Topology) => Topology>> = {
  "hash-wants-a-word": (_, topology) => ({
    ...topology,
    bindings: topology.bindings.map((binding) => ({
      ...binding,
      settings: {
        ...binding.settings,
        key: keysOf(binding.settings["key"]).map((key) => key.replaceAll("#", "*.#")),
      },
    })),
  }),
  "direct-reads-patterns": (_, topology) => withType(topology, "topic"),
  "dead-letters-ignore-keys": (_, topology) => withType(topology, "fanout"),
  "alternate-gets-everything": (script, topology) => ({
    ...topology,
    bindings: [
      ...topology.bindings,
      ...topology.channels.flatMap((channel) => {
        const to = topology.channels.find(({ name, kind }) => {
          const alternate = channel.settings["alternate"];
          const named = typeof alternate === "object" && alternate !== null && "name" in alternate;
          return kind === "exchange" && named && alternate["name"] === name;
        });
        const key = Object.values(script.messages).map((message) => message.key ?? "");
        return to === undefined ? [] : [{ from: channel, to, settings: { key } }];
      }),
    ],
  }),
};

function keysOf(key: unknown): readonly string[] {
  const keys: readonly unknown[] = Array.isArray(key) ? key : [key];
  return keys.filter((one) => typeof one === "string");
}

function withType(topology: Topology, type: string): Topology {
  return {
    ...topology,
    channels: topology.channels.map((channel) =>
      channel.kind === "exchange" && channel.settings["type"] === "direct"
        ? { ...channel, settings: { ...channel.settings, type } }
        : channel,
    ),
  };
}

/** Undefined = nobody has planted it. */
export function lieOf(liar: string): Lie | undefined {
  return LIES[liar];
}

/** The topology that the liar routes by; undefined = it does not lie about routing. */
export function lyingTopology(liar: string, script: Script, topology: Topology): Topology | undefined {
  return TOPOLOGIES[liar]?.(script, topology);
}

/** Somebody has planted it. */
export function isPlanted(liar: string): boolean {
  return Object.hasOwn(LIES, liar) || Object.hasOwn(TOPOLOGIES, liar);
}

/** What can be imported, each kind by its word. */
import type { ImportKind } from "./kind.ts";

/** In the order of the help. */
export const KINDS: readonly ImportKind[] = [
  {
    kind: "source",
    takes: "PATH…",
    doc: "JavaScript and TypeScript that uses amqplib or kafkajs",
    read: async (sources, call) => (await import("./source.ts")).importSource(sources, call),
  },
];

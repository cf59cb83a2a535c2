/** Which of the running brokers is meant by `node-1`, `kafka/node-1`, `mailer` or nothing. */
import { UsageError } from "../output.ts";
import { isNode, type Verb } from "./controls.ts";
import { TYPES } from "./launchers.ts";
import type { BrokerState } from "./state.ts";

export interface Meant {
  readonly broker: BrokerState;
  /** Without the type of the broker. */
  readonly target: string;
}

/** Throws UsageError where none or several can be meant. */
export function meantBy(word: string, verb: Verb, running: readonly BrokerState[]): Meant {
  const [, type, rest] = /^([^/]+)\/(.+)$/.exec(word) ?? [];
  const isTyped = type !== undefined && TYPES.includes(type);
  const target = isTyped ? (rest ?? "") : word;
  const candidates = isTyped ? running.filter((each) => each.type === type) : running;
  const [first] = candidates;
  if (first === undefined)
    throw new UsageError(
      `no ${isTyped ? type : "broker"} runs here: waybill broker up ${isTyped ? type : TYPES.join("|")}`,
    );
  if (candidates.length === 1) return { broker: first, target };
  const knowing = isNode(target)
    ? []
    : candidates.filter(({ links }) => links.some(({ name }) => name === target));
  const [only] = knowing;
  if (only !== undefined && knowing.length === 1) return { broker: only, target };
  const types = candidates.map((each) => each.type);
  const isOneEach = new Set(types).size === types.length;
  const how = isOneEach
    ? `say which: ${types.map((each) => `waybill broker ${verb} ${each}/${target}`).join(" or ")}`
    : `say which with --at: ${candidates.map(({ folder }) => folder).join(", ")}`;
  throw new UsageError(`several brokers run here: ${how}`);
}

/** What the application sends in a run: how many messages, of which types, which of them have equal keys. */
import { present } from "../../base/assert.ts";
import type { Flow, Hop } from "../../model/flow.ts";
import { identityOf, type MessageType } from "../../model/message-type.ts";
import { tagValue, USUAL_TAG } from "../../model/tags.ts";
import type { Topology } from "../../model/topology.ts";
import { sampleMessage, sampleValue, type Wire } from "../workload/sample.ts";
import { type Letter, valueAt } from "./messages.ts";
import type { Intent } from "./user-process.ts";

export interface Workload {
  /** Value of the order path of each message, as a number. */
  readonly keys: readonly number[];
  /** Type of each message. */
  readonly types: readonly string[];
  /** The path whose values are {@link keys}; empty for none. */
  readonly path: string;
  /** By message: it is said only when no other is open; absent: as the spec says. */
  readonly waits?: readonly boolean[];
  /** What whoever gave the workload calls its keys. */
  readonly texts?: readonly string[];
}

/** What travels on hop `hop` as intent `m`, where no user code says so. */
export function letterFor(flow: Flow, workload: Workload, hop: number, m: number): Letter {
  const at = present(flow.hops[hop], "a flow has the hop");
  const { producer, topology } = at;
  const own = hop === 0 ? workload.types[m] : undefined;
  const type = own ?? present(producer.sends[m % producer.sends.length], "a producer sends a type");
  const key = workload.keys[m] ?? m;
  const message = sampleMessage(topology, type, (path) => (path === workload.path ? key : m));
  return asLetter(at, type, message);
}

/** What the application's own code is asked to say as intent `m`. */
export function intentFor(flow: Flow, workload: Workload, m: number): Intent {
  const { topology } = present(flow.hops[0], "a flow has a hop");
  const type = present(workload.types[m], "a workload says of which type each message is");
  const key = workload.keys[m] ?? m;
  const message = sampleValue(topology, type, (path) => (path === workload.path ? key : m));
  const { id, key: routed } = letterFor(flow, workload, 0, m);
  return { type, message, id, key: routed, number: m + 1 };
}

function asLetter({ topology, producer, channels }: Hop, type: string, message: Wire): Letter {
  const declared = topology.types.find(({ name }) => name === type);
  const tag = channels.findLast(({ by }) => by !== undefined)?.by ?? USUAL_TAG;
  const told =
    declared !== undefined && tag.kind === "field" ? tagged(topology, declared, tag.path, message) : message;
  const [identity] = declared === undefined ? [] : identityOf(declared);
  const id = identity === undefined ? undefined : textAt(told, identity);
  const path = channels[0]?.settings["key"];
  const key = typeof path === "string" ? textAt(told, path) : undefined;
  const template = producer.settings["routing-key"];
  const routingKey = typeof template === "string" ? filledIn(template, told) : undefined;
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(key === undefined ? {} : { key }),
    ...(routingKey === undefined ? {} : { routingKey }),
    headers: { [tag.kind === "header" ? tag.name : USUAL_TAG_NAME]: type },
    body: new TextEncoder().encode(JSON.stringify(told)),
    json: told,
  };
}

const USUAL_TAG_NAME = "type";

/** The message with what tells its type in the field that does. */
function tagged(topology: Topology, type: MessageType, path: string, message: Wire): Wire {
  const field = type.fields.find(({ name }) => name === path);
  const value = field === undefined ? undefined : tagValue(topology, type, field.type);
  return value === undefined || typeof message !== "object" ? message : { ...message, [path]: value };
}

function textAt(message: Wire, path: string): string | undefined {
  const value = valueAt(message, path);
  return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}

function filledIn(template: string, message: Wire): string {
  return template.replace(/\{([^{}]+)\}/g, (_, path: string) => textAt(message, path) ?? "");
}

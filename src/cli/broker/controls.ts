/** What can be done to a broker while it runs, by word. */
import type { Link } from "../../live/link.ts";
import type { LiveBroker } from "../../live/live-broker.ts";

/** One request to a broker's control. */
export interface Request {
  readonly verb: Verb;
  /** `node-1`, or the name of a link. */
  readonly target?: string;
  /** Of `delay`, in ms. */
  readonly delayMs?: number;
}

export const NODE_VERBS = ["kill", "pause", "resume", "restart"] as const;
export const LINK_VERBS = ["cut", "hold", "swallow", "delay", "heal"] as const;
export type Verb = (typeof NODE_VERBS)[number] | (typeof LINK_VERBS)[number] | "status" | "down";
export const VERBS: readonly Verb[] = [...NODE_VERBS, ...LINK_VERBS, "status", "down"];

/** What was asked makes no sense as things are; the message says why. */
export class Refused extends Error {
  override readonly name: string = "Refused";
}

const NODE = /^(?:node-)?(\d+)$/;

/** Whether the word can only be a node. */
export function isNode(target: string): boolean {
  return NODE.test(target);
}

/** Does it and says what is so now. Throws {@link Refused}. */
export async function control(broker: LiveBroker, request: Request): Promise<string> {
  const { verb, target = "" } = request;
  switch (verb) {
    case "kill":
    case "pause":
    case "resume":
    case "restart":
      return onNode(broker, verb, nodeOf(broker, target));
    case "heal":
      if (target !== "") return onLink(request, linkOf(broker, target));
      await broker.links.heal();
      return "all links are healed";
    case "cut":
    case "hold":
    case "swallow":
    case "delay":
      return onLink(request, linkOf(broker, target));
    case "status":
      return "";
    case "down":
      return `${broker.type} ends`;
  }
}

async function onNode(broker: LiveBroker, verb: (typeof NODE_VERBS)[number], node: number): Promise<string> {
  const name = `node-${node}`;
  if (verb === "restart") {
    await broker.restart(node);
    return `${name} runs again, on its data`;
  }
  if (!broker.runs(node)) throw new Refused(`${name} does not run: restart starts it again`);
  if (verb === "kill") {
    await broker.kill(node);
    return `${name} is dead; its data stays for restart`;
  }
  if (verb === "pause") {
    if (broker.paused(node)) throw new Refused(`${name} is paused already`);
    broker.pause(node);
    return `${name} is paused: it says nothing, and its connections stay open`;
  }
  if (!broker.paused(node)) throw new Refused(`${name} is not paused`);
  broker.resume(node);
  return `${name} goes on`;
}

async function onLink({ verb, delayMs = 0 }: Request, link: Link): Promise<string> {
  const { connections } = link.state;
  const whose = `${link.name} (${connections} ${connections === 1 ? "connection" : "connections"})`;
  switch (verb) {
    case "cut":
      await link.sever();
      return `${whose}: cut, and nobody is let in until heal`;
    case "hold":
      link.hold("requests");
      link.hold("answers");
      return `${whose}: nothing passes until heal; what is sent meanwhile arrives then`;
    case "swallow":
      link.swallow();
      return `${whose}: requests arrive, answers vanish until heal`;
    case "delay":
      link.delay(delayMs);
      return `${whose}: ${delayMs} ms later in each direction`;
    default:
      await link.heal();
      return `${link.name} is healed`;
  }
}

function nodeOf(broker: LiveBroker, target: string): number {
  const node = Number(NODE.exec(target)?.[1] ?? Number.NaN);
  if (broker.nodes.includes(node)) return node;
  const names = broker.nodes.map((each) => `node-${each}`).join(", ");
  throw new Refused(`${broker.type} has no node ${target}: nodes are ${names}`);
}

function linkOf(broker: LiveBroker, target: string): Link {
  const { links } = broker;
  if (isNode(target)) return links.node(nodeOf(broker, target));
  const found = links.find(target);
  if (found !== undefined) return found;
  const names = links.all().map(({ name }) => name);
  throw new Refused(
    `no client called ${target} has connected to ${broker.type}: links are ${names.join(", ")}`,
  );
}

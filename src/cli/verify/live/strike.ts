/** Makes one fault of a live run, and undoes it. */
import { setTimeout as delay } from "node:timers/promises";
import type { LiveBroker } from "../../../live/live-broker.ts";
import { until, within } from "../../../live/until.ts";
import { clockUs } from "./protocol.ts";
import type { Scene } from "./scene.ts";
import type { ServiceProcess } from "./service-process.ts";
import type { Deed, PlannedFault } from "./script.ts";

/** How a fault struck. */
export interface Struck {
  /** Microseconds on the clock of the history; absent where it found nothing to strike. */
  readonly at?: number;
  /** Messages that were under way in each promised flow just then, by flow. */
  readonly underWay: Readonly<Record<string, number>>;
}

/** How long a node stays away, a link stays broken, and so on. */
const DOWN_MS = 1_500;
/** A process has begun to send what it was told to, and has no answer yet. */
const TAKEN_MS = 4;
/** Others fetch from a node that is about to die: not any more. */
const FETCH_MS = 300;
/** Longer than a group waits for a member. */
const PAUSE_MS = 9_000;
/** A node that comes back fetches what it has missed. */
const WHOLE_MS = 90_000;
/** A supervisor starts again what has died. */
const RESTART_MS = 200;
/** A handler comes to a moment within this, where messages come to it at all. */
const STRIKES_MS = 8_000;

/** Makes the fault and undoes it; resolves when all is as before. Messages are to be sent meanwhile. */
export async function striking(scene: Scene, fault: PlannedFault, signal: AbortSignal): Promise<Struck> {
  const { deed, what } = fault;
  if (deed.on === "handler") return inHandler(scene, fault, deed, signal);
  const { recorder } = scene;
  const release =
    deed.on === "node" ? await nodeAlone(scene.brokers.launchedOf(deed.broker), deed) : undefined;
  const before = recorder.underWayByFlow();
  const at = clockUs();
  recorder.take({ e: "fault", t: at, what });
  const { lastsMs, undo } = await begun(scene, deed);
  await release?.();
  await pausedFor(lastsMs, signal);
  const underWay = mostOf(before, recorder.underWayByFlow());
  await undo();
  recorder.take({ e: "heal", t: clockUs(), what });
  return { at, underWay };
}

function mostOf(a: Struck["underWay"], b: Struck["underWay"]): Struck["underWay"] {
  return Object.fromEntries(Object.keys(a).map((flow) => [flow, Math.max(a[flow] ?? 0, b[flow] ?? 0)]));
}

/** A fault that has begun. */
interface Begun {
  readonly lastsMs: number;
  readonly undo: () => Promise<unknown>;
}

async function begun(scene: Scene, deed: Exclude<Deed, { readonly on: "handler" }>): Promise<Begun> {
  switch (deed.on) {
    case "sender": {
      const [process] = scene.instancesOf(deed.service);
      await delay(TAKEN_MS);
      await process?.kill();
      return { lastsMs: RESTART_MS, undo: () => restarted(scene, process) };
    }
    case "process": {
      const [process] = scene.instancesOf(deed.service);
      process?.signal("SIGSTOP");
      return { lastsMs: PAUSE_MS, undo: () => Promise.resolve(process?.signal("SIGCONT")) };
    }
    case "node":
      return nodeDies(scene.brokers.launchedOf(deed.broker), deed.channel);
    case "link":
      return linkBreaks(scene, deed);
    case "broker": {
      const { links } = scene.brokers.launchedOf(deed.broker);
      await links.clients.sever();
      return { lastsMs: DOWN_MS, undo: () => links.clients.heal() };
    }
    case "group": {
      const further = await scene.start(scene.serviceOf(deed.service), `${deed.service}-further`);
      return { lastsMs: 0, undo: () => further.stop() };
    }
  }
}

async function linkBreaks(
  scene: Scene,
  { broker, service, how }: Deed & { readonly on: "link" },
): Promise<Begun> {
  const { links: all } = scene.brokers.launchedOf(broker);
  const links = scene.instancesOf(service).map(({ instance }) => all.client(instance));
  for (const link of links) {
    if (how === "lost-response") link.swallow();
    else if (how === "lost-request") link.hold("requests");
    else await link.sever();
  }
  return {
    lastsMs: DOWN_MS,
    undo: async () => {
      for (const link of links) {
        if (how === "lost-request") await link.cut();
        await link.heal();
      }
    },
  };
}

/** The others do not get what the node has from here on; what it alone has is lost with it. Returns how to end that. */
async function nodeAlone(
  broker: LiveBroker,
  { channel }: { readonly channel: string },
): Promise<() => Promise<void>> {
  const node = await nodeOf(broker, channel);
  const others = broker.nodes.filter((each) => each !== node).map((each) => broker.links.peers(each));
  for (const link of others) {
    link.hold("requests");
    link.hold("answers");
  }
  if (others.length > 0) await delay(FETCH_MS);
  return async () => {
    for (const link of others) await link.heal();
  };
}

async function nodeOf(broker: LiveBroker, channel: string): Promise<number> {
  return (await broker.leads(channel)) ?? broker.nodes[0] ?? 1;
}

async function nodeDies(broker: LiveBroker, channel: string): Promise<Begun> {
  const node = await nodeOf(broker, channel);
  await broker.kill(node);
  return {
    lastsMs: DOWN_MS,
    undo: async () => {
      await broker.restart(node);
      await until("the broker to be whole again", WHOLE_MS, () => broker.isWhole().catch(() => false));
    },
  };
}

/** Tells all instances that the first one to come to the moment dies or throws. */
async function inHandler(
  scene: Scene,
  fault: PlannedFault,
  { service, consumer, moment, how }: Deed & { readonly on: "handler" },
  signal: AbortSignal,
): Promise<Struck> {
  const struck = scene.recorder.nextFault(fault.what);
  const processes = scene.instancesOf(service);
  const token = scene.freshFile("strike");
  for (const process of processes)
    process.tell({ do: "strike", strike: { consumer, moment, how, times: 1, what: fault.what, token } });
  const happened = await within("a strike", STRIKES_MS, struck).catch(() => undefined);
  for (const process of processes) process.tell({ do: "spare" });
  if (happened === undefined) return { underWay: {} };
  if (how === "failure") return happened;
  await Promise.race(processes.map(({ ended }) => ended));
  const dead = processes.filter(({ isRunning }) => !isRunning);
  await pausedFor(RESTART_MS, signal);
  await Promise.all(dead.map((process) => restarted(scene, process)));
  scene.recorder.take({ e: "heal", t: clockUs(), what: fault.what });
  return happened;
}

async function restarted(scene: Scene, process: ServiceProcess | undefined): Promise<void> {
  if (process === undefined) return;
  await scene.start(scene.serviceOf(process.service), process.instance);
}

async function pausedFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Plays a live run: messages in stretches, in each of which one fault strikes and is recovered from. */
import { setTimeout as delay } from "node:timers/promises";
import { clockUs } from "./protocol.ts";
import type { Scene } from "./scene.ts";
import type { PlannedFault } from "./script.ts";
import { type Struck, striking } from "./strike.ts";
import type { Said } from "./workload.ts";

/** From one message to the next. */
const PACE_MS = 10;
/** Nothing happens for so long: nothing more will. Longer than what a client waits before it tries again. */
const QUIET_MS = 12_000;
/** The same, where nothing is promised to come. */
const CALM_MS = 4_000;
const LOOK_MS = 25;
/** After the last message has had its effect. */
const SETTLED_MS = 1_000;

export interface Playing {
  readonly scene: Scene;
  readonly said: (n: number) => Said | undefined;
  /** Messages in all. */
  readonly messages: number;
  readonly faults: readonly PlannedFault[];
  /** No further fault is begun after so long. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** What was done. */
export interface Played {
  /** Messages that applications began to send. */
  readonly sent: number;
  /** In their order; those that found nothing to strike are among them. */
  readonly faults: readonly (PlannedFault & Struck)[];
  /** There was no time for them. */
  readonly left: readonly PlannedFault[];
  readonly ms: number;
}

/** Plays all of it and leaves everything healed. */
export async function play(playing: Playing): Promise<Played> {
  const { scene, messages, faults, budgetMs, signal, say } = playing;
  const began = performance.now();
  const stretch = Math.max(LEAST, Math.ceil(messages / (faults.length + 1)));
  const done: (PlannedFault & Struck)[] = [];
  let next = stretch;
  await sendAll(playing, 0, next);
  await drained(playing);
  for (const fault of faults) {
    if (signal.aborted || performance.now() - began > budgetMs) break;
    say(`${fault.what}: ${fault.says}`);
    const struck = await struckBy(playing, fault, next, next + stretch);
    done.push({ ...fault, ...struck });
    next += stretch;
  }
  await sendAll(playing, next, messages);
  await drained(playing);
  // What came more than once may still be under way.
  while (!signal.aborted && scene.recorder.quietMs < SETTLED_MS) await delay(LOOK_MS);
  return {
    sent: scene.recorder.begun,
    faults: done,
    left: faults.slice(done.length),
    ms: performance.now() - began,
  };
}

/** Messages of a stretch at least: before, while and after a fault strikes. */
export const LEAST = 15;

/** Messages that are sent at once, just before a fault strikes. */
const BURST = 4;

async function struckBy(playing: Playing, fault: PlannedFault, from: number, to: number): Promise<Struck> {
  const { scene, signal } = playing;
  const third = Math.floor((to - from) / 3);
  await sendAll(playing, from, from + third - BURST);
  await sendAll(playing, from + third - BURST, from + third, 0);
  const [struck] = await Promise.all([
    striking(scene, fault, signal),
    sendAll(playing, from + third, from + 2 * third),
  ]);
  await sendAll(playing, from + 2 * third, to);
  await drained(playing);
  scene.recorder.giveUp();
  if (!signal.aborted) scene.recorder.take({ e: "recovered", t: clockUs() });
  return struck;
}

/** Sends messages `from` up to `to`, paced. */
async function sendAll(
  { scene, said, signal }: Playing,
  from: number,
  to: number,
  paceMs = PACE_MS,
): Promise<void> {
  for (let n = from; n < to && !signal.aborted; n++) {
    const message = said(n);
    if (message === undefined) return;
    const { service, producer, type, message: wire } = message;
    scene.mustStand();
    while (scene.instancesOf(service).length === 0 && !signal.aborted) {
      scene.mustStand();
      await delay(LOOK_MS);
    }
    scene.instancesOf(service)[0]?.tell({ do: "send", producer, type, message: wire });
    if (paceMs > 0) await delay(paceMs);
  }
}

/** Resolves when nothing is under way any more, or when nothing has happened for long. */
async function drained({ scene, signal }: Playing): Promise<void> {
  const { recorder } = scene;
  const quietMs = (): number => (recorder.isPromised ? QUIET_MS : CALM_MS);
  while (!signal.aborted && recorder.underWay > 0 && recorder.quietMs < quietMs()) {
    scene.mustStand();
    await delay(LOOK_MS);
  }
}

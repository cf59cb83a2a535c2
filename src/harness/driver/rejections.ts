/**
 * An unhandled rejection or an uncaught error in user code ends the process in which it happens, as Node does, and nothing
 * else: not the test run. What belongs to no execution goes to whoever listened before.
 */
import { context, type Execution } from "./execution.ts";
import { siteIn } from "./site.ts";
import { openTurn } from "./turn.ts";

// A listener of either event, called with what Node gives.
type Listener = (...args: readonly unknown[]) => void;

/** Marks the execution's process as fallen; the first reason counts. Whoever drives it crashes it after the turn. */
export function fell(execution: Execution, reason: unknown): void {
  const { process } = execution;
  if (process.fall !== undefined || !process.isAlive) return;
  const site = reason instanceof Error ? siteIn(reason.stack ?? "") : undefined;
  process.fall = { reason, execution, ...(site && { site }) };
}

/** Of any event, the same way: the process types each of its own apart. */
const emitter: NodeJS.EventEmitter = process;

function listenersOf(event: string): readonly Listener[] {
  // cast: whoever listens takes what Node gives with the event.
  return emitter.listeners(event) as Listener[];
}

function listen(event: string): () => void {
  const before = listenersOf(event);
  emitter.removeAllListeners(event);
  const onTrouble: Listener = (reason, ...rest) => {
    const execution = context.getStore() ?? openTurn();
    if (execution !== undefined) fell(execution, reason);
    else if (before.length > 0) for (const each of before) Reflect.apply(each, process, [reason, ...rest]);
    else throw reason;
  };
  emitter.on(event, onTrouble);
  return () => {
    const added = listenersOf(event).filter((each) => each !== onTrouble);
    emitter.removeAllListeners(event);
    for (const each of [...before, ...added]) emitter.on(event, each);
  };
}

/** Puts the listeners of others aside until the function that it returns is called. */
export function catchTroubles(): () => void {
  const undo = [listen("unhandledRejection"), listen("uncaughtException")];
  return () => {
    for (const each of undo) each();
  };
}

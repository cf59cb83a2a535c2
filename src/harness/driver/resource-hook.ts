/**
 * Watches what user code makes of Node's asynchronous resources. Real I/O is noticed when it begins, not by what takes
 * long: on localhost it may settle within one turn.
 */
import { type AsyncHook, createHook } from "node:async_hooks";
import { context, type Execution } from "./execution.ts";
import { type ResourceRule, ruleOf, whatIn } from "./resource.ts";
import { atSite } from "./problem.ts";
import { isLoading, isNodesOwnTimer, isWritten, siteIn, takeStack } from "./site.ts";
import { openTurn } from "./turn.ts";

/** So many promises in one turn are a loop that never ends: 100,000 awaits in one turn are fine. */
const mostPromises = 2_000_000;

let promises = 0;

/** To be called when a turn begins. */
export function countFromHere(): void {
  promises = 0;
}

/**
 * A loop of microtasks never lets a time limit strike, and an error thrown in the hook does not end it either. So the
 * worker ends, after saying where.
 */
function endWorker(execution: Execution, stack: string): void {
  // cast: both are Node's own, undeclared: the only ways to write and to exit that need no further turn.
  const { _rawDebug, reallyExit } = process as NodeJS.Process & {
    readonly _rawDebug: (text: string) => void;
    readonly reallyExit: (code: number) => void;
  };
  const text = `waybill: ${execution.label} made ${mostPromises} promises without waiting for the world, the broker or a timer: an endless loop`;
  _rawDebug(`${text}${atSite(siteIn(stack))}\n${stack}`);
  reallyExit.call(process, 1);
}

function countPromise(type: string): void {
  const execution = openTurn();
  if (execution === undefined) return;
  promises += 1;
  if (promises > mostPromises) endWorker(execution, takeStack().stack ?? "");
  if (!execution.surroundings.trace || type !== "PROMISE") return;
  const owner = context.getStore();
  if (owner !== undefined) keepWait(owner);
}

/** The last promise that was made on a line of the user's own is the one it waits for. */
function keepWait(owner: Execution): void {
  const taken = takeStack();
  if (isWritten(taken.stack ?? "")) owner.lastWait = taken;
}

function refuse(execution: Execution, type: string, rule: ResourceRule, stack: string): void {
  const site = siteIn(stack);
  execution.refused = { type, stack, ...(site && { site }) };
  const what = whatIn(rule, stack);
  execution.surroundings.report({
    kind: "foreign wait",
    text: `${what}${atSite(site)} is not under the harness's control: ${rule.advice}.`,
    ...(site && { site }),
  });
}

function onResource(type: string): void {
  const rule = ruleOf(type);
  const execution = rule && context.getStore();
  if (rule === undefined || execution === undefined || execution.refused !== undefined) return;
  if (execution.surroundings.isWarmUp && rule.isOutside !== true) return;
  const stack = takeStack().stack ?? "";
  if (isLoading(stack) || (rule.isTimer === true && isNodesOwnTimer(stack))) return;
  if (rule.isExplanation !== true) return refuse(execution, type, rule, stack);
  const site = siteIn(stack);
  execution.request = { type, stack, ...(site && { site }) };
}

let hook: AsyncHook | undefined;

function init(_id: number, type: string): void {
  if (type === "PROMISE" || type === "Microtask" || type === "TickObject") countPromise(type);
  else onResource(type);
}

/** Watches until the function that it returns is called. */
export function watchResources(): () => void {
  hook ??= createHook({ init });
  const enabled = hook.enable();
  return () => {
    enabled.disable();
  };
}

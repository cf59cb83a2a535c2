/** The only way from user code into the simulation: every call is a point at which the process may die. */
import { context, type Execution, type Outcome } from "./execution.ts";
import { atSite } from "./problem.ts";
import { type Site, siteHere } from "./site.ts";
import { openTurn } from "./turn.ts";

/** What the simulation answers: a value, or what the call throws. */
export type Answer<R> = { readonly ok: R } | { readonly no: unknown };

export interface Request {
  /** For people and for labels, the same in every run: `put placed/o1`. */
  readonly name: string;
  /** What may come of it; the first is nothing surprising. */
  readonly alternatives: readonly string[];
  /** Whether it may change something. */
  readonly writes: boolean;
  /** Whether it can be taken up now; always, where this is absent. */
  readonly isReady?: () => boolean;
}

/**
 * Makes a call from user code. It waits until the simulation takes it up with one of the alternatives; `perform` then does it,
 * in one piece. The promise never settles if the process dies first. Order of calls = order of `Execution.calls`.
 */
export function call<R>(
  { name, alternatives, writes, isReady = () => true }: Request,
  perform: (alternative: string, execution: Execution) => Answer<R>,
): Promise<R> {
  const execution = callerOf(name);
  if (execution === undefined) return new Promise<R>(() => {});
  return new Promise<R>((resolve, reject) => {
    // The simulation decides what user code sees thrown.
    const fail: (reason: unknown) => void = reject;
    execution.calls.add({
      execution,
      name,
      alternatives,
      writes,
      ...(execution.surroundings.trace && siteOfCall()),
      isReady,
      // What is done belongs to the execution: its clock, its random numbers.
      perform: (alternative) => context.run(execution, () => perform(alternative, execution)),
      settle: (outcome: Outcome) => {
        // cast: outcomes come from `perform` of the same call.
        if ("ok" in outcome) resolve(outcome.ok as R);
        else fail(outcome.no);
      },
    });
  });
}

function siteOfCall(): { readonly site?: Site } {
  const site = siteHere();
  return site === undefined ? {} : { site };
}

/** Whose call it is; `undefined`, with a problem reported, if it may not be made now. */
function callerOf(name: string): Execution | undefined {
  const turn = openTurn();
  const caller = context.getStore();
  if (caller?.process.isAlive === false) {
    report(
      caller,
      "dead code runs",
      name,
      `code of ${caller.process.name} still runs after that process died: something outside it, for instance a promise or an emitter of a module, woke it. Keep such things inside the function that starts the service.`,
    );
    return undefined;
  }
  if (turn === undefined && caller !== undefined) {
    report(
      caller,
      "foreign resume",
      name,
      `${caller.label} went on while nothing of the simulation let it: it had waited for something real. Let it wait for the world or the broker only.`,
    );
    return undefined;
  }
  if (turn !== undefined && caller === undefined) {
    report(
      turn,
      "lost context",
      name,
      "it cannot be told which handler this belongs to: a library that calls back without Node's async context stands between. Wrap its callback with AsyncResource.bind.",
    );
    return undefined;
  }
  if (caller === undefined)
    throw new TypeError(
      `${name} was called outside the services that the test starts; call it in a handler or in the function that starts a service`,
    );
  return caller;
}

function report(
  execution: Execution,
  kind: "dead code runs" | "foreign resume" | "lost context",
  name: string,
  why: string,
): void {
  const site = siteHere();
  const text = `${name}${atSite(site)}: ${why}`;
  execution.surroundings.report({ kind, text, ...(site && { site }) });
}

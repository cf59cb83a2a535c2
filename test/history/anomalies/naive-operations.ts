/** Invocations and completions put together, as plainly as can be. */
import type { LogOperation, MicroOperation } from "../../../src/history/anomalies/operation.ts";

/** One completed operation; `invoked` and `ended` are positions, -1 and infinity where nobody saw that. */
export interface Operation {
  readonly entry: LogOperation;
  readonly type: "ok" | "fail" | "info";
  readonly micro: readonly MicroOperation[];
  readonly invoked: number;
  readonly ended: number;
}

/** Completions in order; what is never completed is in doubt, from where its process went on. */
export function operationsOf(history: readonly LogOperation[]): readonly Operation[] {
  const found: Operation[] = [];
  const open = new Map<string | number, { readonly entry: LogOperation; readonly at: number }>();
  const doubt = (each: { readonly entry: LogOperation; readonly at: number }): void => {
    found.push(made(each.entry, "info", each.at, Number.POSITIVE_INFINITY));
  };
  history.forEach((entry, at) => {
    const invoked = open.get(entry.process);
    open.delete(entry.process);
    if (entry.type === "invoke") {
      if (invoked !== undefined) doubt(invoked);
      open.set(entry.process, { entry, at });
    } else {
      found.push(made(entry, entry.type, invoked?.at ?? -1, at));
    }
  });
  for (const each of open.values()) doubt(each);
  return found;
}

function made(entry: LogOperation, type: Operation["type"], invoked: number, ended: number): Operation {
  return { entry, type, micro: "micro" in entry ? entry.micro : [], invoked, ended };
}

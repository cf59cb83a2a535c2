/** A foreign service: all that can be known of it is what it answers, if it answers. */
import { point } from "./point.ts";
import type { Of, Sink } from "./sink.ts";

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** Each call that acts is a change: whether the service tells repetitions apart is not ours to say. */
export function foreignCall<R>(sink: Sink, name: string, answer: () => R, of: Of | undefined): Promise<R> {
  return point(`call ${name}`, true, (execution) => {
    const result = answer();
    if (isThenable(result))
      throw new TypeError(`world.call(${JSON.stringify(name)}, …) needs a synchronous answer, not a promise`);
    sink.changed({ store: name, changes: true, ...(of && { of: of.of }), execution, what: `call ${name}` });
    return result;
  });
}

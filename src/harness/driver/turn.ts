/** The turn: the stretch between the resumption of an execution and the barrier after it. One at a time in a thread. */
import type { Execution } from "./execution.ts";

let current: Execution | undefined;

/** The execution that was resumed last, while its turn is open. */
export function openTurn(): Execution | undefined {
  return current;
}

export function beginTurn(execution: Execution): void {
  current = execution;
}

export function endTurn(): void {
  current = undefined;
}

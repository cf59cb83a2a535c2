/** When handlers of one group began: kept only where a guarantee asks for isolation. */
import { IntColumn, NumberColumn } from "./columns.ts";

export interface ExecutionRead {
  readonly intent: number;
  readonly line: number;
  readonly process: number;
  readonly begin: number;
  /** Transaction of the copy, where the event says it; else -1. */
  readonly tx: number;
}

export class Executions {
  readonly #intent: IntColumn = new IntColumn();
  readonly #line: IntColumn = new IntColumn();
  readonly #process: IntColumn = new IntColumn();
  readonly #begin: NumberColumn = new NumberColumn();
  readonly #tx: IntColumn = new IntColumn();
  size = 0;

  add({ intent, line, process, begin, tx }: ExecutionRead): void {
    const x = this.size++;
    this.#intent.set(x, intent);
    this.#line.set(x, line);
    this.#process.set(x, process);
    this.#begin.set(x, begin);
    this.#tx.set(x, tx + 1);
  }

  at(x: number): ExecutionRead {
    return {
      intent: this.#intent.get(x),
      line: this.#line.get(x),
      process: this.#process.get(x),
      begin: this.#begin.get(x),
      tx: this.#tx.get(x) - 1,
    };
  }
}

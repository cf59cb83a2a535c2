/** Judges the history of clients of logs: every anomaly that is defined for them, and what is only measured. */
import { ALLOWED_BY_MODE, type AnomalyName } from "./catalogue.ts";
import { type ConsumeCounts, consumeCounts } from "./consume-counts.ts";
import { Findings, type Found } from "./finding.ts";
import type { LogAnalysis } from "./log-analysis.ts";
import { findCycles } from "./log-cycles.ts";
import { logOrder } from "./log-order.ts";
import { findSequenceAnomalies, type AfterAbort } from "./log-sequences.ts";
import { LogStore, OUTCOME, type Invoked } from "./log-store.ts";
import { findValueAnomalies } from "./log-values.ts";
import type { LogOperation, Process } from "./operation.ts";
import { type Lag, RealtimeLag } from "./realtime-lag.ts";

export interface LogOptions {
  /**
   * Consumers were assigned by their group, so that a rebalance between two polls may skip or go back: `poll-skip`
   * and `nonmonotonic-poll` are allowed. By default so wherever the history subscribes.
   */
  readonly subscribe?: boolean;
  /**
   * Also judge the order of writes (`ww` edges). A log never isolates writes, so this makes cycles through writes
   * visible and all cycles allowed. Off by default: then each cycle is one of reads only, and never allowed.
   */
  readonly writeOrder?: boolean;
  /** Examples kept of each anomaly; all are counted. 8 by default. */
  readonly examples?: number;
  /** Edges looked at for a concrete cycle of one component; then the report says that one exists. 5 million by default. */
  readonly cycleSteps?: number;
}

export interface LogReport {
  /** Nothing was found that is not allowed. */
  readonly valid: boolean;
  readonly anomalies: readonly Found[];
  /** What is never an error. */
  readonly measures: {
    readonly completions: number;
    /** Nothing where no poll with an invocation was recorded. */
    readonly worstRealtimeLag: Lag | undefined;
    readonly consumeCounts: ConsumeCounts;
    /**
     * Where the next poll of a key began after one whose operation failed: at the same message (`rewind`, which is
     * right), before it (`further`), behind all of them (`unchanged`, they are skipped), or among them.
     */
    readonly afterAbort: Readonly<AfterAbort>;
  };
}

/** The history as a whole. Operations in real-time order; see {@link LogOperation}. */
export function checkLog(operations: Iterable<LogOperation>, options: LogOptions = {}): LogReport {
  const checker = new LogChecker(options);
  for (const operation of operations) checker.add(operation);
  return checker.finish();
}

/** The same for a history that comes one operation after the other and is not kept: feed it, then finish it once. */
export class LogChecker {
  readonly #options: LogOptions;
  readonly #store = new LogStore();
  readonly #lag = new RealtimeLag();
  readonly #open = new Map<Process, Invoked>();
  #position = 0;
  #subscribed = false;

  constructor(options: LogOptions = {}) {
    this.#options = options;
  }

  add(entry: LogOperation): void {
    const at = this.#position;
    this.#position += 1;
    if (entry.f === "subscribe") this.#subscribed = true;
    const invoked = this.#open.get(entry.process);
    if (entry.type === "invoke") {
      if (invoked !== undefined) this.#abandon(invoked);
      this.#open.set(entry.process, this.#store.invoke(at, entry));
      return;
    }
    if (invoked !== undefined) this.#open.delete(entry.process);
    this.#store.complete(at, entry, entry.type, invoked);
    this.#lag.complete(entry, invoked?.entry.time);
  }

  finish(): LogReport {
    for (const invoked of this.#open.values()) this.#abandon(invoked);
    this.#open.clear();
    const {
      examples = 8,
      writeOrder = false,
      cycleSteps = 5_000_000,
      subscribe = this.#subscribed,
    } = this.#options;
    const analysis = analysed(this.#store, new Findings(examples));
    findValueAnomalies(analysis);
    const afterAbort = findSequenceAnomalies(analysis);
    findCycles(analysis, writeOrder, cycleSteps);
    const anomalies = analysis.findings.report((name) => allowed(name, subscribe, writeOrder));
    return {
      valid: anomalies.every((each) => each.allowed),
      anomalies,
      measures: {
        completions: this.#store.completions,
        worstRealtimeLag: this.#lag.worst,
        consumeCounts: consumeCounts(this.#store, examples),
        afterAbort,
      },
    };
  }

  /** Nobody knows how an operation ended that nobody saw the end of. */
  #abandon({ at, entry, after }: Invoked): void {
    this.#store.complete(at, entry, "info", { at, entry, after });
  }
}

function analysed(store: LogStore, findings: Findings): LogAnalysis {
  const committed = new Uint8Array(store.completions);
  for (let op = 0; op < store.completions; op++) {
    const outcome = store.outcome.get(op);
    if (outcome === OUTCOME.ok) committed[op] = 1;
    if (outcome !== OUTCOME.info) continue;
    const to = op + 1 < store.completions ? store.writesFrom.get(op + 1) : store.writes.length;
    for (let i = store.writesFrom.get(op); i < to; i++)
      if (store.values.okReader(store.writes.get(i)) >= 0) committed[op] = 1;
  }
  store.settle((completion) => committed[completion] === 1);
  return { store, order: logOrder(store), committed, findings };
}

function allowed(name: AnomalyName, subscribe: boolean, writeOrder: boolean): boolean {
  const mode = ALLOWED_BY_MODE.get(name);
  return mode === "always" || (mode === "subscribe" && subscribe) || (mode === "writeOrder" && writeOrder);
}

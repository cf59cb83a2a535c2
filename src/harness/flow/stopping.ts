/**
 * Instances that are stopped as for a restart: their own `stop` runs, handlers finish up to its drain time, and the process
 * ends when it has resolved, whatever it has left behind.
 */
import type { State } from "../../base/layout.ts";
import type { Builder } from "../../runtime/builder.ts";
import type { Op } from "../../runtime/mechanism.ts";
import type { Context, Moves } from "../../runtime/model.ts";
import type { Execution } from "../driver/execution.ts";
import { call } from "../driver/gate.ts";
import type { HandlerRuns } from "./handler-runs.ts";
import type { Processes } from "./processes.ts";
import type { Stage } from "./stage.ts";
import type { UserProcess } from "./user-process.ts";

interface StoppingParts {
  readonly builder: Builder;
  /** `service.endpoint` of the consumer. */
  readonly place: string;
  readonly instances: number;
  readonly stage: Stage;
  readonly processes: Processes;
  readonly isUp: (s: State, i: number) => boolean;
  readonly runs: HandlerRuns;
  readonly ends: (s: State, ctx: Context, i: number) => void;
}

export class Stopping {
  readonly #parts: StoppingParts;
  readonly #stopped: Op;
  readonly #stops: (Execution | undefined)[] = [];

  constructor(parts: StoppingParts) {
    const { builder, place, isUp, instances, ends } = parts;
    this.#parts = parts;
    this.#stopped = builder.op((i) => `${place}#${i + 1} has stopped`, ends);
    const first = (s: State): number => {
      for (let i = 0; i < instances; i++) if (isUp(s, i) && this.#canStop(i)) return i;
      return -1;
    };
    builder.atom(
      `rolling-restart@${place}`,
      (s) => first(s) >= 0,
      (s) => this.#stop(first(s)),
    );
  }

  reset(): void {
    this.#stops.length = 0;
  }

  forget(i: number): void {
    this.#stops[i] = undefined;
  }

  /** Answers whether the process is about to end. */
  moves(out: Moves, i: number): boolean {
    if (this.#stops[i]?.outcome === undefined) return false;
    this.#stopped.prompt(out, i);
    return true;
  }

  /** Stops that have not ended. */
  get open(): readonly Execution[] {
    return this.#stops.flatMap((stop) => (stop !== undefined && stop.outcome === undefined ? [stop] : []));
  }

  /** Resolves when no handler of the process runs any more, or the time is over. Within an execution of user code. */
  async drained(service: UserProcess, drainMs: number): Promise<void> {
    const { processes, runs } = this.#parts;
    const i = processes.indexOf(service);
    const isReady = (): boolean => !runs.isBusy(i);
    const request = { name: "let handlers finish", alternatives: ["finished"], writes: false, isReady };
    // The timer is virtual, as every timer of an execution.
    const over = new Promise<void>((done) => setTimeout(done, drainMs));
    await Promise.race([call(request, () => ({ ok: undefined })), over]);
  }

  #canStop(i: number): boolean {
    const process = this.#parts.processes.at(i);
    return (
      process?.process.isAlive === true &&
      this.#stops[i] === undefined &&
      stopOf(process.started?.value) !== undefined
    );
  }

  #stop(i: number): void {
    const { stage, processes, place } = this.#parts;
    const process = processes.at(i);
    const stop = stopOf(process?.started?.value);
    if (process === undefined || stop === undefined) return;
    processes.gives(i, 4);
    stage.next(async () => {
      this.#stops[i] = await stage.driver.begin(process.process, `stop of ${place}#${i + 1}`, stop);
    });
  }
}

/** What production calls when it ends the process. */
function stopOf(started: unknown): (() => unknown) | undefined {
  if (typeof started !== "object" || started === null) return undefined;
  const stop: unknown = Reflect.get(started, "stop") ?? Reflect.get(started, Symbol.asyncDispose);
  if (typeof stop !== "function") return undefined;
  return (): unknown => Reflect.apply(stop, started, []);
}

/** The processes of a cluster's nodes, and what can be done to them whatever they run. */
import type { LiveBroker } from "./live-broker.ts";
import type { Member } from "./reaper.ts";

export class NodeProcesses {
  protected readonly members: Map<number, Member> = new Map();
  readonly #paused = new Set<number>();

  runs(node: number): boolean {
    return this.members.get(node)?.running() === true;
  }

  paused(node: number): boolean {
    return this.runs(node) && this.#paused.has(node);
  }

  async kill(node: number): Promise<void> {
    await this.members.get(node)?.end();
    this.#paused.delete(node);
  }

  pause(node: number): void {
    this.members.get(node)?.signal("SIGSTOP");
    this.#paused.add(node);
  }

  resume(node: number): void {
    this.members.get(node)?.signal("SIGCONT");
    this.#paused.delete(node);
  }
}

/** What {@link LiveBroker} says of single nodes, done by the processes that it consists of. */
export abstract class NodeControls
  implements Pick<LiveBroker, "runs" | "paused" | "kill" | "pause" | "resume">
{
  readonly #processes: NodeProcesses;

  constructor(processes: NodeProcesses) {
    this.#processes = processes;
  }

  runs(node: number): boolean {
    return this.#processes.runs(node);
  }

  paused(node: number): boolean {
    return this.#processes.paused(node);
  }

  kill(node: number): Promise<void> {
    return this.#processes.kill(node);
  }

  pause(node: number): void {
    this.#processes.pause(node);
  }

  resume(node: number): void {
    this.#processes.resume(node);
  }
}

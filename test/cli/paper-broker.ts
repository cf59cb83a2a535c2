import { Links } from "../../src/live/links.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";

/** A broker without processes: remembers what was done to it. */
export class PaperBroker implements LiveBroker {
  readonly type: string;
  readonly version = "1.2.3";
  readonly folder: string;
  readonly nodes: readonly number[] = [1, 2, 3];
  readonly links: Links = new Links([1, 2, 3]);
  readonly address = "127.0.0.1:1";
  readonly done: string[] = [];
  readonly #dead = new Set<number>();
  readonly #paused = new Set<number>();

  constructor(type: string, folder: string) {
    this.type = type;
    this.folder = folder;
  }

  addressOf(node: number): string {
    return `127.0.0.1:${node}`;
  }

  runs(node: number): boolean {
    return !this.#dead.has(node);
  }

  paused(node: number): boolean {
    return this.#paused.has(node);
  }

  kill(node: number): Promise<void> {
    this.#dead.add(node);
    return this.#do(`kill ${node}`);
  }

  pause(node: number): void {
    this.#paused.add(node);
  }

  resume(node: number): void {
    this.#paused.delete(node);
  }

  restart(node: number): Promise<void> {
    this.#dead.delete(node);
    return this.#do(`restart ${node}`);
  }

  waiting(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map());
  }

  leads(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  isWhole(): Promise<boolean> {
    return Promise.resolve(this.#dead.size === 0);
  }

  declare(): Promise<never> {
    return Promise.reject(new Error("nothing is declared on paper"));
  }

  close(): Promise<void> {
    return this.#do("close");
  }

  #do(what: string): Promise<void> {
    this.done.push(what);
    return Promise.resolve();
  }
}

/** A group of connections that is treated alike: held back, slowed, left without answers, cut. */

/** The two directions of a connection, as seen by the client. */
export type Traffic = "requests" | "answers";

const TRAFFIC = ["requests", "answers"] as const;

/** What a link asks of each of its connections. A proxy's connections are some. */
export interface Linked {
  /** Passes on what may pass now. */
  flow(traffic: Traffic): void;
  /** Ends it; what stands on it is lost. Returns when the client has noticed. */
  cut(): Promise<void>;
  /** Bytes of it were swallowed: it makes no sense any more once bytes flow again. */
  readonly isTorn: boolean;
  standing(traffic: Traffic): readonly Buffer[];
}

/** How a link is now. */
export interface LinkState {
  readonly held: readonly Traffic[];
  readonly swallows: boolean;
  readonly severed: boolean;
  /** Added to each direction, in ms. */
  readonly delayMs: number;
  /** Open connections. */
  readonly connections: number;
}

/**
 * Some of the connections of one or more proxies, present and future: those of one client, or those to one node. A
 * connection can be part of several links, and passes bytes only as all of them allow.
 */
export class Link {
  readonly name: string;
  readonly #held = new Set<Traffic>();
  readonly #connections = new Set<Linked>();
  #swallows = false;
  #severed = false;
  #delayMs = 0;

  constructor(name: string) {
    this.name = name;
  }

  holds(traffic: Traffic): boolean {
    return this.#held.has(traffic);
  }

  /** Answers vanish on the way. */
  get swallows(): boolean {
    return this.#swallows;
  }

  /** No connection comes about. */
  get severed(): boolean {
    return this.#severed;
  }

  /** By how much each direction is slower, in ms. */
  get delayMs(): number {
    return this.#delayMs;
  }

  get state(): LinkState {
    const held = TRAFFIC.filter((traffic) => this.#held.has(traffic));
    const { swallows, severed, delayMs } = this;
    return { held, swallows, severed, delayMs, connections: this.#connections.size };
  }

  /** From now on nothing passes in this direction. */
  hold(traffic: Traffic): void {
    this.#held.add(traffic);
  }

  /** What was held passes, in order, also what a client wrote that has gone since. */
  release(traffic: Traffic): void {
    this.#held.delete(traffic);
    this.#flow(traffic);
  }

  /** From now on whatever passes takes `delayMs` longer in each direction; the order stays. */
  delay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** From now on requests arrive and their answers do not. {@link heal} ends the connections that missed one. */
  swallow(): void {
    this.#swallows = true;
  }

  /** Ends all connections. What is held is lost; what has passed has passed. Returns when the client has noticed. */
  async cut(): Promise<void> {
    this.#held.clear();
    await Promise.all([...this.#connections].map((connection) => connection.cut()));
  }

  /** Ends all connections, and each new one at once, until {@link heal}. */
  async sever(): Promise<void> {
    this.#severed = true;
    await this.cut();
  }

  /** As if nothing had been done to the link: what is held passes, what has missed answers is cut. */
  async heal(): Promise<void> {
    this.#swallows = false;
    this.#severed = false;
    this.#delayMs = 0;
    this.#held.clear();
    await Promise.all([...this.#connections].filter(({ isTorn }) => isTorn).map((torn) => torn.cut()));
    for (const traffic of TRAFFIC) this.#flow(traffic);
  }

  /** Chunks that stand on the link in this direction, connection by connection. */
  standing(traffic: Traffic): readonly Buffer[] {
    return [...this.#connections].flatMap((connection) => connection.standing(traffic));
  }

  join(connection: Linked): void {
    this.#connections.add(connection);
  }

  leave(connection: Linked): void {
    this.#connections.delete(connection);
  }

  #flow(traffic: Traffic): void {
    for (const connection of this.#connections) connection.flow(traffic);
  }
}

/** The links of a broker by name: all its clients, the clients of one node, one client, and what a node gets from its peers. */
import { Link } from "./link.ts";

/** The link of all connections of clients. */
const CLIENTS = "clients";

export class Links {
  readonly #links = new Map<string, Link>();

  constructor(nodes: readonly number[]) {
    for (const link of [CLIENTS, ...nodes.map((node) => `node-${node}`)]) this.#named(link);
  }

  /** All connections of clients, to whatever node. */
  get clients(): Link {
    return this.#named(CLIENTS);
  }

  /** The connections of clients to this node. */
  node(node: number): Link {
    return this.#named(`node-${node}`);
  }

  /** The connections over which `node` gets from the others what they store. */
  peers(node: number): Link {
    return this.#named(`peers-${node}`);
  }

  /** The connections of the client with this name, also before it has one. */
  client(name: string): Link {
    return this.#named(name);
  }

  /** By its name, undefined where nothing of that name was seen or asked for yet. */
  find(name: string): Link | undefined {
    return this.#links.get(name);
  }

  /** In the order in which they were seen or asked for. */
  all(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** As if nothing had been done to any of them. */
  async heal(): Promise<void> {
    await Promise.all(this.all().map((link) => link.heal()));
  }

  #named(name: string): Link {
    const known = this.#links.get(name) ?? new Link(name);
    this.#links.set(name, known);
    return known;
  }
}

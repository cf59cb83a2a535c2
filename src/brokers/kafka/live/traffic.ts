/** The proxies of a cluster, and what is done to the links that go through them. */
import type { Link } from "../../../live/link.ts";
import { Links } from "../../../live/links.ts";
import { TcpProxy } from "../../../live/tcp-proxy.ts";
import { kafkaFraming, publishes } from "./wire.ts";

/** The client ids under which a broker speaks to its peers: to fetch, and to end transactions. */
const PEER = /^broker-(\d+)-/;

export class Traffic {
  readonly links: Links;
  readonly #proxies: TcpProxy[] = [];
  readonly #toDamage = new Map<Link, number>();
  readonly #passed = new Map<Link, number>();

  constructor(nodes: readonly number[]) {
    this.links = new Links(nodes);
  }

  /** From now on `port` leads clients to `node`, which listens on `target`. */
  async leadClients(port: number, target: number, node: number): Promise<void> {
    const links = [this.links.clients, this.links.node(node)];
    await this.#lead(port, target, links, (clientId) => this.links.client(clientId));
  }

  /** From now on `port` leads the other nodes to the one that listens on `target`. */
  async leadPeers(port: number, target: number): Promise<void> {
    await this.#lead(port, target, [], (clientId) => {
      const peer = PEER.exec(clientId)?.[1];
      return peer === undefined ? this.links.client(clientId) : this.links.peers(Number(peer));
    });
  }

  /** The next publish on this link reaches the broker damaged. */
  damageNext(link: Link): void {
    this.#toDamage.set(link, (this.#toDamage.get(link) ?? 0) + 1);
  }

  /** Publishes that the client has written to this link: those that have passed and those that stand on it. */
  publishesOn(link: Link): number {
    return (this.#passed.get(link) ?? 0) + link.standing("requests").filter(publishes).length;
  }

  close(): void {
    for (const proxy of this.#proxies) proxy.close();
  }

  async #lead(
    port: number,
    target: number,
    links: readonly Link[],
    linkOf: (clientId: string) => Link,
  ): Promise<void> {
    const framing = kafkaFraming(linkOf, (link) => this.#publishPasses(link));
    this.#proxies.push(await TcpProxy.listen(port, () => ({ port: target, links }), framing));
  }

  #publishPasses(link: Link): boolean {
    this.#passed.set(link, (this.#passed.get(link) ?? 0) + 1);
    const left = this.#toDamage.get(link) ?? 0;
    if (left > 0) this.#toDamage.set(link, left - 1);
    return left > 0;
  }
}

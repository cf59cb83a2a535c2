/** The proxies of a cluster, and what is done to the links that go through them. */
import { Link, TcpProxy } from "../../../live/tcp-proxy.ts";
import { kafkaFraming, publishes } from "./wire.ts";

export class Traffic {
  readonly #proxies: TcpProxy[] = [];
  readonly #links = new Map<string, Link>();
  readonly #toDamage = new Map<Link, number>();
  readonly #passed = new Map<Link, number>();

  /** From now on `port` leads to `target`. */
  async lead(port: number, target: number): Promise<void> {
    const framing = kafkaFraming(
      (clientId) => this.link(clientId),
      (link) => this.#publishPasses(link),
    );
    this.#proxies.push(await TcpProxy.listen(port, () => target, framing));
  }

  /** All connections of the client with this id, whatever broker they lead to. */
  link(clientId: string): Link {
    const link = this.#links.get(clientId) ?? new Link(clientId);
    this.#links.set(clientId, link);
    return link;
  }

  /** The connections over which `follower` fetches from other brokers. */
  fetchLink(follower: number): Link {
    return this.link(`broker-${follower}-fetcher-0`);
  }

  /** The next publish on this link reaches the broker damaged. */
  damageNext(link: Link): void {
    this.#toDamage.set(link, (this.#toDamage.get(link) ?? 0) + 1);
  }

  /** Publishes that the client has written to this link: those that have passed and those that stand on it. */
  publishesOn(link: Link): number {
    return (this.#passed.get(link) ?? 0) + link.standing("requests").filter(publishes).length;
  }

  /** Nothing is held any more. */
  flow(): void {
    for (const link of this.#links.values()) {
      link.release("requests");
      link.release("answers");
    }
  }

  close(): void {
    for (const proxy of this.#proxies) proxy.close();
  }

  #publishPasses(link: Link): boolean {
    this.#passed.set(link, (this.#passed.get(link) ?? 0) + 1);
    const left = this.#toDamage.get(link) ?? 0;
    if (left > 0) this.#toDamage.set(link, left - 1);
    return left > 0;
  }
}

/**
 * A proxy between clients and a server that treats each connection as its links say, or damages a request. TCP stays TCP:
 * bytes are never reordered, and only a cut or a swallowed answer loses some.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Link, Linked, Traffic } from "./link.ts";
import { within } from "./until.ts";

/** Splits the bytes of one connection into whole requests: a broker's folder knows how. */
export interface Framing {
  /** Whole frames in `bytes`, and what is left over. */
  split(bytes: Buffer): { readonly frames: readonly Buffer[]; readonly left: Buffer };
  /** The link that the connection belongs to beside those of its server; asked of each request until one says it. */
  link(request: Buffer): Link | undefined;
  /** Called with each request in passing; what it returns is sent instead. */
  pass(frame: Buffer, link: Link): Buffer;
}

/** Where a connection leads. */
export interface Target {
  readonly port: number;
  /** Links that every connection to it belongs to. */
  readonly links?: readonly Link[];
}

interface Chunk {
  readonly bytes: Buffer;
  /** It does not pass before this moment of the monotonic clock, in ms. */
  readonly due: number;
}

/** A side that is not read waits for TCP to slow it down from here on. In bytes. */
const WAITING_MAX = 8 * 1024 * 1024;

/** One direction of a connection, and what stands on it. */
class Lane {
  readonly from: Socket;
  readonly to: Socket;
  readonly chunks: Chunk[] = [];
  waiting = 0;
  timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket) {
    this.from = from;
    this.to = to;
    to.on("drain", () => this.#readOn());
  }

  add(bytes: Buffer, delayMs: number): void {
    const due = Math.max(performance.now() + delayMs, this.chunks.at(-1)?.due ?? 0);
    this.chunks.push({ bytes, due });
    this.waiting += bytes.length;
    if (this.waiting > WAITING_MAX) this.from.pause();
  }

  /** Removes the first chunk. */
  drop(): void {
    this.waiting -= this.chunks.shift()?.bytes.length ?? 0;
  }

  write(bytes: Buffer): void {
    if (this.to.writable && !this.to.write(bytes)) this.from.pause();
    else this.#readOn();
  }

  empty(): void {
    clearTimeout(this.timer);
    this.chunks.length = 0;
    this.waiting = 0;
  }

  #readOn(): void {
    if (this.from.isPaused() && this.waiting <= WAITING_MAX) this.from.resume();
  }
}

class Connection implements Linked {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #framing: Framing;
  readonly #lanes: { readonly requests: Lane; readonly answers: Lane };
  readonly #links: Link[];
  #left: Buffer = Buffer.alloc(0);
  #named: Link | undefined;
  #clientEnded = false;
  #isCut = false;
  #isTorn = false;

  constructor(client: Socket, server: Socket, framing: Framing, links: readonly Link[]) {
    this.#client = client;
    this.#server = server;
    this.#framing = framing;
    this.#lanes = { requests: new Lane(client, server), answers: new Lane(server, client) };
    this.#links = [...links];
    for (const link of links) link.join(this);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    client.on("data", (bytes: Buffer) => this.#fromClient(bytes));
    server.on("data", (bytes: Buffer) => {
      this.#lanes.answers.add(bytes, this.#delayMs());
      this.flow("answers");
    });
    client.on("end", () => this.#clientGone());
    client.on("close", () => this.#clientGone());
    server.on("close", () => {
      this.#leave();
      if (!this.#isCut) client.destroy();
    });
  }

  get isTorn(): boolean {
    return this.#isTorn;
  }

  standing(traffic: Traffic): readonly Buffer[] {
    return this.#lanes[traffic].chunks.map(({ bytes }) => bytes);
  }

  flow(traffic: Traffic): void {
    const lane = this.#lanes[traffic];
    clearTimeout(lane.timer);
    if (this.#links.some((link) => link.holds(traffic))) return;
    const isSlow = this.#delayMs() > 0;
    for (let next = lane.chunks[0]; next !== undefined; next = lane.chunks[0]) {
      const early = isSlow ? next.due - performance.now() : 0;
      if (early > 0) {
        lane.timer = setTimeout(() => this.flow(traffic), Math.ceil(early));
        return;
      }
      lane.drop();
      this.#write(traffic, next.bytes);
    }
    if (traffic === "requests" && this.#clientEnded) this.#server.end();
  }

  async cut(): Promise<void> {
    for (const lane of [this.#lanes.requests, this.#lanes.answers]) lane.empty();
    this.#leave();
    this.#isCut = true;
    this.#server.destroy();
    if (this.#client.closed) return;
    const noticed = once(this.#client, "close");
    this.#client.resume();
    this.#client.end();
    await within("the client's notice of the cut", 2_000, noticed).catch(() => this.#client.destroy());
  }

  #leave(): void {
    for (const link of this.#links) link.leave(this);
  }

  #delayMs(): number {
    return this.#links.reduce((sum, link) => sum + link.delayMs, 0);
  }

  #write(traffic: Traffic, bytes: Buffer): void {
    if (traffic === "requests") {
      this.#lanes.requests.write(this.#named === undefined ? bytes : this.#framing.pass(bytes, this.#named));
    } else if (this.#links.some((link) => link.swallows)) {
      this.#isTorn = true;
    } else if (!this.#isTorn) {
      this.#lanes.answers.write(bytes);
    }
  }

  #fromClient(bytes: Buffer): void {
    const { frames, left } = this.#framing.split(Buffer.concat([this.#left, bytes]));
    this.#left = left;
    for (const frame of frames) {
      this.#name(frame);
      this.#lanes.requests.add(frame, this.#delayMs());
    }
    this.flow("requests");
  }

  #name(request: Buffer): void {
    if (this.#named !== undefined) return;
    const link = this.#framing.link(request);
    if (link === undefined) return;
    this.#named = link;
    this.#links.push(link);
    link.join(this);
    if (link.severed) void this.cut();
  }

  #clientGone(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    this.flow("requests");
  }
}

/** One listening port in front of one server, or of whichever server is the right one at the moment. */
export class TcpProxy {
  readonly #listener: Server;
  readonly #connections = new Set<Socket>();

  private constructor(listener: Server, connections: Set<Socket>) {
    this.#listener = listener;
    this.#connections = connections;
  }

  /** Listens on `port` of the loopback interface and connects each client to what `target` names at that moment. */
  static async listen(port: number, target: () => Target, framing: Framing): Promise<TcpProxy> {
    const sockets = new Set<Socket>();
    const listener = createServer({ allowHalfOpen: true }, (client) => {
      const { port: to, links = [] } = target();
      if (links.some(({ severed }) => severed)) {
        client.resetAndDestroy();
        return;
      }
      const server = connect({ port: to, host: "127.0.0.1" });
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      }
      new Connection(client, server, framing, links);
    });
    listener.listen(port, "127.0.0.1");
    await once(listener, "listening");
    return new TcpProxy(listener, sockets);
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#connections) socket.destroy();
  }
}

/** Framing for a proxy that serves one client only and does not look into its bytes. */
export function opaque(link: Link): Framing {
  return {
    split: (bytes) => ({ frames: [bytes], left: Buffer.alloc(0) }),
    link: () => link,
    pass: (frame) => frame,
  };
}

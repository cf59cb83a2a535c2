/**
 * A proxy between clients and one server that holds traffic back, damages a request, or cuts the connections of a link.
 * A link is all connections, present and future, of one client. TCP stays TCP: bytes are never reordered, and only a cut
 * loses some.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { within } from "./until.ts";

export type Traffic = "requests" | "answers";

/** How one client's connections are treated. Shared by all proxies that the client uses. */
export class Link {
  readonly name: string;
  readonly #held = new Set<Traffic>();
  readonly #connections = new Set<Connection>();

  constructor(name: string) {
    this.name = name;
  }

  holds(traffic: Traffic): boolean {
    return this.#held.has(traffic);
  }

  /** From now on nothing passes in this direction. */
  hold(traffic: Traffic): void {
    this.#held.add(traffic);
  }

  /** What was held passes, in order, also what a client wrote that has gone since. */
  release(traffic: Traffic): void {
    this.#held.delete(traffic);
    for (const connection of this.#connections) connection.flow(traffic);
  }

  /** Ends all connections. What is held is lost; what has passed has passed. Returns when the client has noticed. */
  async cut(): Promise<void> {
    this.#held.clear();
    await Promise.all([...this.#connections].map((connection) => connection.cut()));
  }

  /** Chunks that stand on the link in this direction, connection by connection. */
  standing(traffic: Traffic): readonly Buffer[] {
    return [...this.#connections].flatMap((connection) => connection.standing(traffic));
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
  }

  leave(connection: Connection): void {
    this.#connections.delete(connection);
  }
}

/** Splits the bytes of one connection into whole requests: a broker's folder knows how. */
export interface Framing {
  /** Whole frames in `bytes`, and what is left over. */
  split(bytes: Buffer): { readonly frames: readonly Buffer[]; readonly left: Buffer };
  /** The link that the connection belongs to, by its first frame. */
  link(first: Buffer): Link;
  /** Called with each request in passing; what it returns is sent instead. */
  pass(frame: Buffer, link: Link): Buffer;
}

class Connection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #framing: Framing;
  readonly #waiting: { readonly requests: Buffer[]; readonly answers: Buffer[] } = {
    requests: [],
    answers: [],
  };
  #left: Buffer = Buffer.alloc(0);
  #link: Link | undefined;
  #clientEnded = false;
  #isCut = false;

  constructor(client: Socket, server: Socket, framing: Framing) {
    this.#client = client;
    this.#server = server;
    this.#framing = framing;
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    client.on("data", (bytes: Buffer) => this.#fromClient(bytes));
    server.on("data", (bytes: Buffer) => {
      this.#waiting.answers.push(bytes);
      this.flow("answers");
    });
    client.on("end", () => this.#clientGone());
    client.on("close", () => this.#clientGone());
    server.on("close", () => {
      this.#link?.leave(this);
      if (!this.#isCut) client.destroy();
    });
  }

  standing(traffic: Traffic): readonly Buffer[] {
    return this.#waiting[traffic];
  }

  flow(traffic: Traffic): void {
    if (this.#link?.holds(traffic) === true) return;
    for (const bytes of this.#waiting[traffic].splice(0)) this.#write(traffic, bytes);
    if (traffic === "requests" && this.#clientEnded) this.#server.end();
  }

  async cut(): Promise<void> {
    this.#waiting.requests.length = 0;
    this.#waiting.answers.length = 0;
    this.#link?.leave(this);
    this.#isCut = true;
    this.#server.destroy();
    if (this.#client.closed) return;
    const noticed = once(this.#client, "close");
    this.#client.end();
    await within("the client's notice of the cut", 2_000, noticed).catch(() => this.#client.destroy());
  }

  #write(traffic: Traffic, bytes: Buffer): void {
    if (traffic === "answers") {
      if (this.#client.writable) this.#client.write(bytes);
    } else if (this.#server.writable) {
      this.#server.write(this.#link === undefined ? bytes : this.#framing.pass(bytes, this.#link));
    }
  }

  #fromClient(bytes: Buffer): void {
    const { frames, left } = this.#framing.split(Buffer.concat([this.#left, bytes]));
    this.#left = left;
    const first = frames[0];
    if (this.#link === undefined && first !== undefined) {
      this.#link = this.#framing.link(first);
      this.#link.join(this);
    }
    this.#waiting.requests.push(...frames);
    this.flow("requests");
  }

  #clientGone(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    this.flow("requests");
  }
}

/** One listening port in front of one server. */
export class TcpProxy {
  readonly #listener: Server;
  readonly #connections = new Set<Socket>();

  private constructor(listener: Server, connections: Set<Socket>) {
    this.#listener = listener;
    this.#connections = connections;
  }

  /** Listens on `port` and connects each client to the port that `target` names at that moment. */
  static async listen(port: number, target: () => number, framing: Framing): Promise<TcpProxy> {
    const sockets = new Set<Socket>();
    const listener = createServer({ allowHalfOpen: true }, (client) => {
      const server = connect({ port: target(), host: "127.0.0.1" });
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      }
      new Connection(client, server, framing);
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

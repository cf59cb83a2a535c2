import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePorts } from "../../src/live/free-ports.ts";
import { Link, opaque, TcpProxy } from "../../src/live/tcp-proxy.ts";
import { until } from "../../src/live/until.ts";

const DEADLINE_MS = 5_000;

/** Answers each byte with the byte after it, and remembers what it got. */
let server: Server;
let got: string;
let served: Socket | undefined;
let link: Link;
let proxy: TcpProxy;
let port: number;

beforeEach(async () => {
  got = "";
  served = undefined;
  const [target = 0, front = 0] = await freePorts(2);
  server = createServer((socket) => {
    served = socket;
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      got += bytes.toString();
      socket.write(Buffer.from(bytes.map((byte) => byte + 1)));
    });
  });
  server.listen(target, "127.0.0.1");
  await once(server, "listening");
  link = new Link("client");
  port = front;
  proxy = await TcpProxy.listen(front, () => target, opaque(link));
});

afterEach(() => {
  proxy.close();
  served?.destroy();
  server.close();
});

interface Client {
  readonly socket: Socket;
  heard: string;
  closed: boolean;
}

async function client(): Promise<Client> {
  const socket = connect({ port, host: "127.0.0.1" });
  const self: Client = { socket, heard: "", closed: false };
  socket.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => {
    self.heard += bytes.toString();
  });
  socket.on("close", () => {
    self.closed = true;
  });
  await once(socket, "connect");
  return self;
}

test("an open link passes both ways", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the answer", DEADLINE_MS, () => one.heard === "b");
});

test("held requests pass in order when they are released", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => got === "a");
  link.hold("requests");
  one.socket.write("b");
  one.socket.write("c");
  await until(
    "both on the link",
    DEADLINE_MS,
    () => Buffer.concat(link.standing("requests")).toString() === "bc",
  );
  expect(got).toBe("a");
  link.release("requests");
  await until("the rest", DEADLINE_MS, () => got === "abc");
});

test("held answers stay on the link although the server has acted", async () => {
  const one = await client();
  link.hold("answers");
  one.socket.write("a");
  await until(
    "the answer on the link",
    DEADLINE_MS,
    () => Buffer.concat(link.standing("answers")).toString() === "b",
  );
  expect(got).toBe("a");
  expect(one.heard).toBe("");
  link.release("answers");
  await until("the answer", DEADLINE_MS, () => one.heard === "b");
});

test("a cut loses what stands on the link, and both ends notice", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => one.heard === "b");
  const serverSide = served;
  link.hold("requests");
  one.socket.write("c");
  await until("it on the link", DEADLINE_MS, () => link.standing("requests").length > 0);
  await link.cut();
  await until("the client's notice", DEADLINE_MS, () => one.closed);
  await until("the server's notice", DEADLINE_MS, () => serverSide?.destroyed === true);
  const two = await client();
  two.socket.write("x");
  await until("the next connection", DEADLINE_MS, () => got === "ax");
});

test("what a client wrote before it went still passes when it is released", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => got === "a");
  link.hold("requests");
  one.socket.end("b");
  await until("it on the link", DEADLINE_MS, () => link.standing("requests").length > 0);
  link.release("requests");
  await until("the rest", DEADLINE_MS, () => got === "ab");
});

test("a server that goes takes the client's connection along", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => got === "a");
  served?.destroy();
  await until("the client's notice", DEADLINE_MS, () => one.closed);
});

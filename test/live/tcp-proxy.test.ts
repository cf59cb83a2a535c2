import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePorts } from "../../src/live/free-ports.ts";
import { Link } from "../../src/live/link.ts";
import { opaque, TcpProxy } from "../../src/live/tcp-proxy.ts";
import { until } from "../../src/live/until.ts";

const DEADLINE_MS = 5_000;

/** Answers each byte with the byte after it, and remembers what it got. */
let server: Server;
let got: string;
let served: Socket | undefined;
let link: Link;
/** Of all connections to the server. */
let node: Link;
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
  node = new Link("node");
  port = front;
  proxy = await TcpProxy.listen(front, () => ({ port: target, links: [node] }), opaque(link));
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
  // A link that lets nobody in may end it before it is there.
  await once(socket, "connect").catch(() => undefined);
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

test("a severed link lets nobody in until it is healed", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => one.heard === "b");
  await node.sever();
  await until("the client's notice", DEADLINE_MS, () => one.closed);
  const two = await client();
  await until("the refusal", DEADLINE_MS, () => two.closed);
  await node.heal();
  const three = await client();
  three.socket.write("x");
  await until("the answer", DEADLINE_MS, () => three.heard === "y");
  expect(got).toBe("ax");
});

test("a client whose own link is severed is told so by its first request", async () => {
  await link.sever();
  const one = await client();
  one.socket.write("a");
  await until("the refusal", DEADLINE_MS, () => one.closed);
  expect(got).toBe("");
});

test("swallowed answers never come, and healing ends the connection that missed them", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => one.heard === "b");
  node.swallow();
  one.socket.write("c");
  await until("the request at the server", DEADLINE_MS, () => got === "ac");
  await node.heal();
  await until("the client's notice", DEADLINE_MS, () => one.closed);
  expect(one.heard).toBe("b");
});

test("a delayed link keeps the order, and healing passes on at once what still waits", async () => {
  const one = await client();
  node.delay(10);
  for (const letter of "abc") one.socket.write(letter);
  await until("all answers", DEADLINE_MS, () => one.heard === "bcd");
  node.delay(DEADLINE_MS * 100);
  one.socket.write("x");
  await until("it on the link", DEADLINE_MS, () => node.standing("requests").length > 0);
  await node.heal();
  await until("the answer", DEADLINE_MS, () => one.heard === "bcdy");
});

test("what one of two links holds stays until that one lets go", async () => {
  const one = await client();
  one.socket.write("a");
  await until("the first", DEADLINE_MS, () => one.heard === "b");
  node.hold("answers");
  link.hold("answers");
  one.socket.write("c");
  await until("the answer on the link", DEADLINE_MS, () => link.standing("answers").length > 0);
  link.release("answers");
  expect(one.heard).toBe("b");
  node.release("answers");
  await until("the answer", DEADLINE_MS, () => one.heard === "bd");
});

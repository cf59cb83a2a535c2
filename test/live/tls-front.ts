/** TLS in front of a port that speaks none, as a broker's own would be: it asks for a certificate of its authority. */
import { readFileSync } from "node:fs";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";

const FOLDER = "test/live/tls";

/** What the file holds, as PEM text. */
export function pem(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

export interface TlsFront extends AsyncDisposable {
  /** On `localhost`. */
  readonly port: number;
}

export async function tlsFront(port: number): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const own = { key: pem("broker.key"), cert: pem("broker.pem"), ca: pem("ca.pem") };
  const server = createServer({ ...own, requestCert: true }, (client) => {
    const broker = connect(port, "127.0.0.1");
    kept(client);
    kept(broker);
    client.pipe(broker).pipe(client);
    client.on("close", () => broker.destroy());
    broker.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  // cast: it listens on a port.
  const { port: open } = server.address() as AddressInfo;
  return {
    port: open,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

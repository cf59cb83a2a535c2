/** Ports that nobody listens on. */
import { createServer } from "node:net";

/** Below the range from which systems give ports to outgoing connections, so that none of those takes one of ours. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const taken = new Set<number>();

/** `count` ports of the loopback interface that were free a moment ago and were not handed out before by this process. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      ports.push(port);
    }
  }
  return ports;
}

/** Nobody listens on this port of the loopback interface. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

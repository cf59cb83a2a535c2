/** Keeps a broker up until somebody wants its end: a signal, the end of the parent, or `broker down`. */
import type { LiveBroker } from "../../live/live-broker.ts";
import { onOrphaned } from "../../live/parent.ts";
import { ControlServer } from "./control-server.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Opens the broker's control, calls `ready`, and returns when the broker has been closed. Where it `isAlone`, the end of
 * the process that called it is none of its own.
 */
export async function stayUp(
  broker: LiveBroker,
  startedIn: string,
  isAlone: boolean,
  ready: () => void,
): Promise<void> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stopLooking = isAlone ? () => undefined : onOrphaned(end);
  for (const signal of SIGNALS) process.once(signal, end);
  let control: ControlServer | undefined;
  try {
    control = await ControlServer.open(broker, startedIn, end);
    ready();
    await ended;
  } finally {
    stopLooking();
    control?.close();
    await broker.close();
    for (const signal of SIGNALS) process.removeListener(signal, end);
  }
}

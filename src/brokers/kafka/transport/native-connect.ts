/** Connecting, with the reason where no broker can be reached: the library itself says no more than that. */
import { asked, type NativeClient } from "./native.ts";

/** Rejects with an Error that says what the library has met meanwhile, once each. */
export async function connected(client: NativeClient, bootstrap: unknown, timeoutMs: number): Promise<void> {
  const met = new Set<string>();
  client.on("event.log", ({ message }) => met.add(reasonIn(message)));
  try {
    await asked((done) => client.connect({ timeout: timeoutMs }, done));
  } catch (error) {
    const why =
      met.size > 0
        ? [...met].join("; ")
        : "nobody answered as a Kafka broker, perhaps for want of `tls` or `sasl`";
    throw new Error(`Kafka at ${String(bootstrap)} could not be reached within ${timeoutMs} ms: ${why}`, {
      cause: error,
    });
  }
}

/** Without the thread, and without how long it took and how often. */
function reasonIn(line: string): string {
  return line.replace(/^\[thrd:[^\]]*\]: /, "").replace(/ \(after \d.*$/s, "");
}

/** A broker in memory: topics that hand out what is sent, and whose sends a test ends as it likes. */
import type {
  Broker,
  Connecting,
  Connection,
  Handled,
  Incoming,
  Outgoing,
  Receipt,
} from "../../src/client/client.ts";

interface Open {
  readonly producer: string;
  readonly message: Outgoing;
  readonly stored: (receipt: Receipt) => void;
  readonly failed: (error: unknown) => void;
}

type Handle = (delivery: Incoming) => Promise<Handled>;

export class Memory implements Broker<"memory"> {
  readonly kind = "memory";
  /** Everything sent, in the order of calls. */
  readonly sent: Outgoing[] = [];
  /** Sends that are not answered by themselves. */
  readonly open: Open[] = [];
  readonly calls: string[] = [];
  answers = true;
  plan: Connecting | undefined;
  refuses: Error | undefined;
  readonly #consumers = new Map<string, Handle>();
  #offset = 0;

  async connect(plan: Connecting): Promise<Connection> {
    this.calls.push("connect");
    this.plan = plan;
    return {
      send: (producer, message) =>
        new Promise((resolve, reject) => {
          this.sent.push(message);
          if (this.answers) resolve({ outcome: "stored", at: `${producer}@${this.sent.length}` });
          else this.open.push({ producer, message, stored: resolve, failed: reject });
        }),
      consume: async (consumer, handle) => {
        if (this.refuses !== undefined) throw this.refuses;
        this.#consumers.set(consumer, handle);
      },
      stop: async ({ drainMs }) => {
        this.calls.push(`stop ${drainMs}`);
      },
      close: async () => {
        this.calls.push("close");
      },
    };
  }

  /** Hands a message to `consumer`, and gives what became of it. */
  deliver(consumer: string, type: string, message: object, more: Partial<Incoming> = {}): Promise<Handled> {
    const handle = this.#consumers.get(consumer);
    if (handle === undefined) throw new Error(`nobody consumes ${consumer}`);
    this.#offset += 1;
    return handle({
      type,
      headers: { type },
      body: new TextEncoder().encode(JSON.stringify(message)),
      attempt: 1,
      at: `memory@${this.#offset}`,
      signal: new AbortController().signal,
      ...more,
    });
  }
}

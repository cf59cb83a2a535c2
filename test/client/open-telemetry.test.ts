import { expect, test } from "vitest";
import { openTelemetry } from "../../src/client/open-telemetry.ts";
import { Memory } from "./memory.ts";
import { notifier, order } from "./shop.ts";

interface Span {
  readonly id: number;
  readonly name: string;
  readonly parent: number;
  readonly ends: string[];
  setStatus(status: { code: number }): void;
  recordException(error: Error): void;
  end(): void;
}

/** The API with one thread of control and headers that hold the number of a span. */
function fakeApi() {
  const spans: Span[] = [];
  let active = 0;
  const api = {
    trace: {
      getTracer: () => ({
        startSpan: (name: string, _options: object, parent: number): Span => {
          const ends: string[] = [];
          const span: Span = {
            id: spans.length + 1,
            name,
            parent,
            ends,
            setStatus: ({ code }) => void ends.push(`status ${code}`),
            recordException: ({ message }) => void ends.push(message),
            end: () => void ends.push("end"),
          };
          spans.push(span);
          return span;
        },
      }),
      setSpan: (_context: number, { id }: Span) => id,
    },
    context: {
      active: () => active,
      with: <T>(context: number, work: () => T): T => {
        active = context;
        return work();
      },
    },
    propagation: {
      inject: (context: number, carrier: Record<string, string>) => {
        carrier["span"] = String(context);
      },
      extract: (context: number, carrier: Record<string, string>) => Number(carrier["span"] ?? context),
    },
  };
  return { api, spans };
}

test("a handler runs in a span whose parent came with the message, and what it sends carries its own on", async () => {
  const tasks = new Memory();
  const { api, spans } = fakeApi();
  await notifier().start({
    brokers: { tasks },
    telemetry: openTelemetry(api),
    trouble: () => undefined,
    handlers: {
      watch: {
        Order: async ({ orderId }, { send }) => {
          await send.announce("Notice", { noticeId: "n1", text: orderId === "bad" ? "" : "t" });
        },
        Notice: async () => undefined,
      },
    },
  });
  await tasks.deliver("watch", "Order", order("o1"), { headers: { type: "Order", span: "77" } });
  await tasks.deliver("watch", "Order", order("bad"), { headers: { type: "Order" } });
  expect(spans.slice(0, 2).map(({ name, parent, ends }) => ({ name, parent, ends }))).toEqual([
    { name: "process Order", parent: 77, ends: ["end"] },
    { name: "send notifier.announce", parent: 1, ends: ["end"] },
  ]);
  expect(tasks.sent[0]?.headers).toEqual({ type: "Notice", span: "2" });
  expect(spans.at(-1)?.ends).toEqual(["notifier.announce: text is empty", "status 2", "end"]);
});

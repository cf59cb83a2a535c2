/** Code that `generate` wrote, on a real RabbitMQ: two services, an inbox, a parked message, and the verdict over what was recorded. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { judge } from "../../src/api/verify.ts";
import { compile } from "../../src/api/waybill.ts";
import { launchRabbit } from "../../src/brokers/rabbitmq/live/launch.ts";
import type { Inbox, Observed, Park } from "../../src/client/client.ts";
import type { LiveBroker } from "../../src/live/live-broker.ts";
import { until } from "../../src/live/until.ts";
import { loaded } from "../codegen/loaded.ts";

const DEADLINE_MS = 60_000;

const SPEC = `waybill 1
topology shop
broker tasks { type: rabbitmq, version: "3.10", nodes: 1 }
enum Region { eu, us }
message OrderPlaced { identity eventId: uuid, orderId: uuid, region: Region, total: decimal(12, 2), placedAt: timestamp }
message Notice { identity noticeId: uuid, orderId: uuid, region: Region, text: string }
exchange orders on tasks { type: topic, carries: OrderPlaced }
queue placed on tasks { type: quorum }
exchange notices on tasks { type: topic, carries: Notice }
queue email on tasks { type: quorum, delivery-limit: 5, dead-letter: parking }
queue parking on tasks { type: quorum }
bind orders -> placed { key: "order.*" }
bind notices -> email { key: "order.*.placed" }
service checkout {
  producer placing -> orders { sends: OrderPlaced, routing-key: "order.{region}", confirms: true, mandatory: true, on-unknown: send-again }
}
service notifier {
  store seen {}
  consumer watch <- placed {
    prefetch: 20
    effect: idempotent(eventId, in: seen)
    sends: announce[0..1]
    steps: [announce, effect, settle]
    on-failure: requeue
  }
  producer announce -> notices { sends: Notice, routing-key: "order.{region}.placed", confirms: true, mandatory: true }
}
service mailer { consumer mail <- email { prefetch: 20, concurrency: 1, on-failure: requeue } }
guarantee checkout.placing -> notifier.watch { delivery: exactly-once }
guarantee checkout.placing -> mailer.mail { delivery: at-least-once, except: [dead-lettered] }
`;

interface Order {
  readonly eventId: string;
  readonly orderId: string;
  readonly region: "eu" | "us";
  readonly total: string;
  readonly placedAt: Date;
}
interface Notice {
  readonly noticeId: string;
  readonly orderId: string;
  readonly region: "eu" | "us";
  readonly text: string;
}
interface Running {
  stop(): Promise<void>;
}
interface Common {
  readonly brokers: unknown;
  readonly observe: (event: Observed) => void;
  readonly trouble: (error: Error) => void;
}
interface Watching {
  readonly send: { readonly announce: (type: "Notice", notice: Notice) => Promise<unknown> };
  readonly once: (work: (tx: string[]) => Promise<void>) => Promise<string>;
  readonly derivedId: (slot: string) => string;
}

/** What this test uses of the generated modules; that they compile, and refuse what is wrong, is shown elsewhere. */
interface Client {
  readonly rabbitmq: (options: { readonly url: string; readonly declare: boolean }) => unknown;
  readonly historyOf: (
    topology: string,
    write: (line: string) => void,
    skew: number,
  ) => (event: Observed) => void;
  readonly park: (reason: string) => Park;
  readonly checkout: {
    start(options: Common): Promise<
      Running & {
        readonly send: { readonly placing: (type: "OrderPlaced", order: Order) => Promise<unknown> };
      }
    >;
  };
  readonly notifier: {
    start(
      options: Common & {
        readonly inbox: Inbox<string[]>;
        readonly handlers: {
          readonly watch: { readonly OrderPlaced: (order: Order, context: Watching) => Promise<void> };
        };
      },
    ): Promise<Running>;
  };
  readonly mailer: {
    start(
      options: Common & {
        readonly handlers: {
          readonly mail: { readonly Notice: (notice: Notice) => Promise<Park | undefined> };
        };
      },
    ): Promise<Running>;
  };
}

let broker: LiveBroker;
let client: Client;

beforeAll(async () => {
  const modules = [
    "./checkout.ts",
    "./notifier.ts",
    "./mailer.ts",
    "./runtime/rabbitmq.ts",
    "./runtime/client.ts",
  ];
  const entry = modules.map((path) => `export * from "${path}";`).join("\n");
  client = (await loaded(SPEC, entry)) as unknown as Client;
  broker = await launchRabbit();
});

afterAll(async () => {
  await broker?.close();
});

function inbox(rows: Map<string, string>): Inbox<string[]> {
  return {
    once: async (key, work) => {
      if (rows.has(key)) return "duplicate";
      const made: string[] = [];
      await work(made);
      rows.set(key, made.join());
      return "done";
    },
  };
}

const uuid = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`;

function order(i: number): Order {
  const placedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, i));
  return {
    eventId: uuid(i),
    orderId: uuid(1000 + i),
    region: i % 2 === 0 ? "eu" : "us",
    total: `${i}.50`,
    placedAt,
  };
}

/** The handlers of both services; the first three announcements are repeated, since what comes after them fails. */
function handlers(effects: Map<string, string>, mails: Set<string>) {
  let fails = 3;
  return {
    inbox: inbox(effects),
    watch: {
      OrderPlaced: async (
        { orderId, region, total, placedAt }: Order,
        { send, once, derivedId }: Watching,
      ) => {
        expect(placedAt).toBeInstanceOf(Date);
        const text = `Thank you: ${total}`;
        await send.announce("Notice", { noticeId: derivedId("notice"), orderId, region, text });
        if (--fails >= 0) throw new Error("a disk was full");
        await once(async (tx) => void tx.push(orderId));
      },
    },
    mail: {
      Notice: async ({ noticeId, text }: Notice) => {
        if (text === "Thank you: 7.50") return client.park("no such address");
        mails.add(noticeId);
        return undefined;
      },
    },
  };
}

/** Each flow of the spec with its verdict over `lines`, and each clause that is broken. */
function judged(lines: readonly string[]): readonly string[] {
  const { topology } = compile([{ path: "shop.waybill", text: SPEC }]);
  if (topology === undefined) throw new Error("the spec does not compile");
  const { troubles, verdicts } = judge([...lines, '{"e":"rest","open":[]}'], topology);
  expect(troubles).toEqual([]);
  const broken = verdicts.flatMap(({ clauses }) => clauses.filter(({ violations }) => violations > 0));
  const told = broken.map(
    ({ clause, examples }) => `${clause}: ${examples.map(({ what }) => what).join(", ")}`,
  );
  return [...verdicts.map(({ flow, verdict }) => `${flow} ${verdict}`), ...told];
}

test("orders become notices and mails, a broker's death in the middle loses none, and effects are made once", async () => {
  const { checkout, notifier, mailer, rabbitmq, historyOf } = client;
  const lines: string[] = [];
  const observe = historyOf("shop", (line) => lines.push(line), 0);
  const brokers = { tasks: rabbitmq({ url: broker.address, declare: true }) };
  const common = { brokers, observe, trouble: () => undefined };
  const [effects, mails] = [new Map<string, string>(), new Set<string>()];
  const { watch, mail, inbox: seen } = handlers(effects, mails);
  const watching = await notifier.start({ ...common, inbox: seen, handlers: { watch } });
  const mailing = await mailer.start({ ...common, handlers: { mail } });
  const shop = await checkout.start(common);
  for (let i = 0; i < 100; i++) await shop.send.placing("OrderPlaced", order(i));
  // A quorum queue that has just been declared is lost with its node (R-DUR-05); one that has worked is not.
  await until("the first effects and mails", DEADLINE_MS, () => effects.size === 100 && mails.size === 99);
  await broker.restart(1);
  for (let i = 100; i < 200; i++) await shop.send.placing("OrderPlaced", order(i));
  await until("all effects and mails", DEADLINE_MS, () => effects.size === 200 && mails.size === 199);
  await Promise.all([shop, watching, mailing].map((one) => one.stop()));
  expect(judged(lines)).toEqual([
    "checkout.placing -> notifier.watch holds",
    "checkout.placing -> mailer.mail holds",
  ]);
});

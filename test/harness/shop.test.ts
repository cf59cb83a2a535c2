import { afterAll, beforeAll, expect, test } from "vitest";
import type { World } from "../../src/api/testing.ts";
import { outcomes } from "./outcome.ts";
import type { Brokers } from "./plain-client.ts";
import { type Project, textOf, writeProject } from "./written.ts";

/** The starter's services, as far as they are called here. */
interface Notifier {
  readonly startNotifier: (brokers: Brokers, inbox: unknown) => Promise<unknown>;
}
interface Mailer {
  readonly startMailer: (brokers: Brokers, mail: (text: string) => Promise<"sent">) => Promise<unknown>;
}
interface Index {
  readonly spec: { readonly sources: readonly { readonly path: string; readonly text: string }[] };
}

const CONTROL = "handlers are under control";
const NOTIFIED = "checkout.placing -> notifier.watch: exactly-once, per-key";
const MAILED = "checkout.placing -> mailer.mail: at-least-once, except dead-lettered";

/** The mistake that `derivedId` is there to avoid, and that of marking an order before it is announced. */
const FRESH = textOf("templates/shop/src/notifier.ts").replace('derivedId("notice")', "crypto.randomUUID()");
const EARLY = `import { notifier } from "./generated/shop/notifier.js";
export const startNotifier = (brokers, inbox) => notifier.start({ brokers, inbox, handlers: { watch: {
  OrderPlaced: async (order, { send, once, derivedId }) => {
    const done = await once((ledger) => ledger.put(order.orderId, "placed"));
    if (done === "duplicate") return;
    await send.announce("Notice", { noticeId: derivedId("notice"), orderId: order.orderId, region: order.region, text: "Thank you" });
  },
  OrderCancelled: async (order, { once }) => { await once((ledger) => ledger.put(order.orderId, "cancelled")); },
} } });
`;
const MODULE = `import { notifier } from "./generated/shop/notifier.js";
const seen = new Set();
export const startNotifier = (brokers, inbox) => notifier.start({ brokers, inbox, handlers: { watch: {
  OrderPlaced: async (order, { once }) => {
    if (seen.has(order.eventId)) return;
    seen.add(order.eventId);
    await once((ledger) => ledger.put(order.orderId, "placed"));
  },
  OrderCancelled: async (order, { once }) => { await once((ledger) => ledger.put(order.orderId, "cancelled")); },
} } });
`;

/** On a machine that does other things too. */
const LIMIT_MS = 120_000;

let project: Project;

beforeAll(() => {
  project = writeProject("shop", textOf("specs/shop/shop.waybill"), {
    "src/notifier.ts": textOf("templates/shop/src/notifier.ts"),
    "src/mailer.ts": textOf("templates/shop/src/mailer.ts"),
    "src/fresh.ts": FRESH,
    "src/early.ts": EARLY,
    "src/module.ts": MODULE,
  });
});
afterAll(() => project.remove());

async function load<Module>(path: string): Promise<Module> {
  // cast: a module that this test has written.
  return (await import(project.at(path))) as Module;
}

async function tried(notifierPath: string): Promise<Readonly<Record<string, string>>> {
  const index = await load<Index>("src/generated/shop/index.ts");
  const { startNotifier } = await load<Notifier>(notifierPath);
  const { startMailer } = await load<Mailer>("src/mailer.ts");
  return said(index, (world) => {
    const inbox = world.inbox("ledger", (rows) => ({
      put: (id: string, text: string) => rows.put(id, text),
    }));
    const sent = world.log<string>("mail server");
    return {
      notifier: (brokers: Brokers) => startNotifier(brokers, inbox),
      mailer: (brokers: Brokers) =>
        startMailer(brokers, async (text) => {
          await sent.append(text);
          return "sent";
        }),
    };
  });
}

async function said(
  index: Index,
  build: Parameters<typeof outcomes>[1],
): Promise<Readonly<Record<string, string>>> {
  const out = await outcomes(index, build);
  return Object.fromEntries([...out].map(([name, each]) => [name, each.ok ? "" : (each.error.stack ?? "")]));
}

test(
  "the services of the starter keep what the shop promises",
  async () => {
    expect(await tried("src/notifier.ts")).toEqual({ [NOTIFIED]: "", [MAILED]: "", [CONTROL]: "" });
  },
  LIMIT_MS,
);

test(
  "an order that is marked before it is announced may never be",
  async () => {
    const { [MAILED]: mailed, [CONTROL]: control } = await tried("src/early.ts");
    expect(mailed).toContain("this run breaks at-least-once");
    expect(mailed).toContain("never comes to: send announce");
    expect(control).toContain("notifier.watch does its effect before its send by announce");
  },
  LIMIT_MS,
);

test(
  "a second notice under a fresh identity is allowed where at-least-once is promised",
  async () => {
    expect(await tried("src/fresh.ts")).toEqual({ [NOTIFIED]: "", [MAILED]: "", [CONTROL]: "" });
  },
  LIMIT_MS,
);

test(
  "what a module remembers is no memory of a process: nothing is judged, until its modules are fresh",
  async () => {
    const { [NOTIFIED]: notified, [CONTROL]: control } = await tried("src/module.ts");
    expect(notified).toContain(`not judged: see "${CONTROL}"`);
    expect(control).toContain("not repeatable");
    const index = await load<Index>("src/generated/shop/index.ts");
    const build = (world: World): ReturnType<Parameters<typeof outcomes>[1]> => {
      const inbox = world.inbox("ledger", (rows) => ({
        put: (id: string, text: string) => rows.put(id, text),
      }));
      return {
        notifier: {
          fresh: () => load<Notifier>("src/module.ts"),
          start: (module, brokers) => (module as Notifier).startNotifier(brokers, inbox),
        },
      };
    };
    const fresh = await said(index, build);
    expect(fresh[CONTROL]).toBe("");
    expect(fresh[NOTIFIED]).toContain("this run breaks at-least-once");
  },
  LIMIT_MS,
);

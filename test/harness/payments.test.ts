import { expect, test } from "vitest";
import type { World } from "../../src/api/testing.ts";
import { outcomes } from "./outcome.ts";
import { type Brokers, type Context, type Message, plainSpec } from "./plain-client.ts";
import { field, inboxOf } from "./services/specimen.ts";
import { textOf } from "./written.ts";

const PAYMENTS = plainSpec(textOf("specs/payments/payments.waybill"));
const CHARGED = "shop.placing -> payment.charge: exactly-once, per-key";
const TOLD = "shop.placing -> notification.tell: exactly-once";
const CONTROL = "handlers are under control";
/** On a machine that does other things too. */
const LIMIT_MS = 120_000;

/** Both services, with the identity that the first gives to what it sends. */
function services(
  world: World,
  identity: (context: Context) => string,
): Record<string, (brokers: Brokers) => unknown> {
  const inbox = inboxOf(world);
  const charge = async (order: Message, context: Context): Promise<void> => {
    const taken = { eventId: identity(context), orderId: field(order, "orderId") };
    await context.send["taken"]?.("PaymentTaken", taken);
    await context.once((rows) => rows.put(field(order, "eventId"), "charged"));
  };
  const tell = async (taken: Message, { once }: Context): Promise<void> => {
    await once((rows) => rows.put(`told ${field(taken, "eventId")}`, "told"));
  };
  return {
    payment: (brokers) => PAYMENTS.service("payment").start(brokers, charge, inbox),
    notification: (brokers) => PAYMENTS.service("notification").start(brokers, tell, inbox),
  };
}

async function said(identity: (context: Context) => string): Promise<Readonly<Record<string, string>>> {
  const out = await outcomes(PAYMENTS, (world) => services(world, identity));
  return Object.fromEntries([...out].map(([name, each]) => [name, each.ok ? "" : (each.error.stack ?? "")]));
}

test(
  "services in a chain, both with an inbox, keep what payments promises",
  async () => {
    expect(await said(({ derivedId }) => derivedId("taken"))).toEqual({
      [CHARGED]: "",
      [TOLD]: "",
      [CONTROL]: "",
    });
  },
  LIMIT_MS,
);

test(
  "an announcement under a fresh identity is told of twice by the service behind it",
  async () => {
    const { [CHARGED]: charged, [TOLD]: told } = await said(() => crypto.randomUUID());
    expect(charged).toBe("");
    expect(told).toContain("this run breaks at-most-once");
    expect(told).toContain("2 effects on ledger, 1 when nothing goes wrong");
  },
  LIMIT_MS,
);

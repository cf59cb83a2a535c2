import { expect, test } from "vitest";
import { outcomes } from "./outcome.ts";
import { type Context, plainSpec } from "./plain-client.ts";
import { field, inboxOf } from "./services/specimen.ts";
import { textOf } from "./written.ts";

const LINES = plainSpec(
  textOf("specs/payments/payments.waybill").replace(/(sends: taken)\b(?!\[)/, "$1[0..40]"),
);
const TOLD = "shop.placing -> notification.tell: exactly-once";
const CONTROL = "handlers are under control";

/** The first service sends so many messages for one, each with the identity that it is given. */
async function said(
  messages: number,
  identity: (context: Context, line: number) => string,
): Promise<string[]> {
  const out = await outcomes(
    LINES,
    (world) => {
      const inbox = inboxOf(world);
      return {
        payment: (brokers) =>
          LINES.service("payment").start(
            brokers,
            async (order, context) => {
              for (let line = 0; line < messages; line++)
                await context.send["taken"]?.("PaymentTaken", {
                  eventId: identity(context, line),
                  orderId: field(order, "orderId"),
                });
              await context.once((rows) => rows.put(field(order, "eventId"), "charged"));
            },
            inbox,
          ),
        notification: (brokers) =>
          LINES.service("notification").start(
            brokers,
            async (taken) => void (await world.table("told").insert(field(taken, "eventId"), "told")),
            inbox,
          ),
      };
    },
    { singles: 120, pairs: 20, runs: 2 },
  );
  return [TOLD, CONTROL].map((name) => {
    const outcome = out.get(name);
    return outcome?.ok === false ? outcome.error.message : "";
  });
}

test("a handler that sends ten messages for one is judged by all of them", async () => {
  expect(await said(10, ({ derivedId }, line) => derivedId(`line ${line}`))).toEqual(["", ""]);
  const [fresh] = await said(10, () => crypto.randomUUID());
  expect(fresh).toContain("this run breaks at-most-once");
  expect(fresh).toMatch(/1[1-9] effects on told, 10 when nothing goes wrong/);
});

test("a handler that sends more than are told apart is not judged, and told why", async () => {
  const [told, control] = await said(40, ({ derivedId }, line) => derivedId(`line ${line}`));
  expect(told).toContain("not judged");
  expect(control).toContain("For one message the code sends more than 29 different messages");
});

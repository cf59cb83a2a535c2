import { expect, test } from "vitest";
import { type FlowEvent, invariant, violated } from "../../src/api/testing.ts";
import { outcomes, type Options } from "./outcome.ts";
import { type PlainSpec, plainSpec } from "./plain-client.ts";
import { field, single } from "./services/specimen.ts";
import { JOBS, MAILS } from "./services/specs.ts";

const PROMISE = "shop.placing -> mailer.mail: exactly-once, per-key";
const FEW: Options = { singles: 100, pairs: 40, runs: 4 };

const appends = single(MAILS, "mailer", ({ world }) => async (order) => {
  await world.log("audit", { effect: false }).append("seen");
  await world.table("mails").insert(field(order, "eventId"), "sent");
});

async function said(
  options: Options,
  services: typeof appends = appends,
  on: PlainSpec = MAILS,
): Promise<Readonly<Record<string, string>>> {
  const out = await outcomes(on, services, { ...FEW, ...options });
  return Object.fromEntries([...out].map(([name, each]) => [name, each.ok ? "" : each.error.message]));
}

/** No handler begins a second time on a message. */
const once = invariant("begun once", (event: FlowEvent, seen) =>
  event.kind === "execute" && seen.some((each) => each.kind === "execute" && each.message === event.message)
    ? `${event.message} is handled again at ${event.place}`
    : undefined,
);
const counted = {
  name: "one effect a message on mails",
  initial: (messages: number) => Array.from({ length: messages }, () => 0),
  step: (state: readonly number[], event: FlowEvent) => {
    if (event.kind !== "effect" || event.store !== "mails") return state;
    const next = state.with(event.number - 1, (state[event.number - 1] ?? 0) + 1);
    return (next[event.number - 1] ?? 0) > 1 ? violated(`${event.message} has two effects`) : next;
  },
};

test("an invariant over histories is a test of its own, with the story and what it says", async () => {
  const named = "shop.placing -> mailer.mail: your invariants: begun once";
  const { [PROMISE]: promise, [named]: own } = await said({ invariants: [once] });
  expect(promise).toBe("");
  expect(own).toContain('this run breaks the invariant "begun once" (m1 is handled again at mailer.mail');
  expect(own).toMatch(/mailer\.mail +! (crashes|has a handler that fails)/);
});

test("an automaton is told the stores of effects, and holds where the code is right", async () => {
  const named = "shop.placing -> mailer.mail: your invariants: one effect a message on mails";
  expect(await said({ invariants: [counted] })).toMatchObject({ [named]: "" });
  const twice = single(MAILS, "mailer", ({ world }) => async (order) => {
    await world.log("mails").append(field(order, "eventId"));
  });
  expect((await said({ invariants: [counted] }, twice))[named]).toContain("(m1 has two effects)");
});

test("without faults a mistake that takes one is not found; with a fault that has its time it is", async () => {
  const early = single(MAILS, "mailer", ({ world }) => async (order) => {
    if (!(await world.table("seen").insert(field(order, "eventId"), "done"))) return;
    await world.log("mails").append(field(order, "eventId"));
  });
  expect((await said({ faults: 0 }, early))[PROMISE]).toBe("");
  expect((await said({ faults: { of: ["rebalance"] } }, early))[PROMISE]).toBe("");
  const placed = { strike: "process-crash@mailer.mail", when: { kind: "effect", message: "m1" } } as const;
  const story = (await said({ faults: { placed: [placed] } }, early))[PROMISE];
  expect(story).toContain("under your fault plan; this run breaks at-least-once");
  const unknown = await said({ faults: { of: ["earthquake"] } });
  expect(unknown[PROMISE]).toContain('"earthquake" is no fault of this flow');
});

const TWO = plainSpec(
  (JOBS.spec.sources[0]?.text ?? "")
    .replace("message Order", "message Cancelled { identity eventId: uuid, orderId: uuid }\nmessage Order")
    .replace("carries: Order", "carries: Order | Cancelled")
    .replace("sends: Order", "sends: Order | Cancelled"),
);

test("a workload says which messages are sent in which order, of which types and keys", async () => {
  const seen: string[] = [];
  const services = single(TWO, "worker", ({ world }) => async (order, { type }) => {
    seen.push(`${type} ${field(order, "eventId").slice(-1)}`);
    await world.table("work").insert(field(order, "eventId"), type);
  });
  const workload = { messages: [{ type: "Order" }, { type: "Cancelled" }, { type: "Cancelled", key: "b" }] };
  const out = await said({ workload, faults: 0, runs: 2 }, services, TWO);
  expect(Object.values(out)).toEqual(["", ""]);
  expect(new Set(seen)).toEqual(new Set(["Order 1", "Cancelled 2", "Cancelled 3"]));
  await expect(said({ workload: { messages: [{ type: "Refund" }] } }, services, TWO)).rejects.toThrow(
    "Refund",
  );
  await expect(said({ workload: 11 })).rejects.toThrow("at most 10 messages");
});

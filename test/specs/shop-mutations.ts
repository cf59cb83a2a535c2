/** Lines of `shop` that decide a guarantee, each with a wrong one for it. */
import { readFileSync } from "node:fs";

export const SHOP: string = readFileSync("specs/shop/shop.waybill", "utf8");
const WATCH = "checkout.placing -> notifier.watch";
const MAIL = "checkout.placing -> mailer.mail";

export interface Mutation {
  readonly wrong: string;
  readonly from: string;
  readonly to: string;
  readonly flow: string;
  readonly clause: string;
  /** `entity setting` among the causes. */
  readonly cause: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    wrong: "the leader alone acknowledges",
    from: "acks: all, idempotent: true",
    to: "acks: 1",
    flow: WATCH,
    clause: "at-least-once",
    cause: "checkout.placing acks",
  },
  {
    wrong: "nobody acknowledges",
    from: "acks: all, idempotent: true",
    to: "acks: 0",
    flow: WATCH,
    clause: "at-least-once",
    cause: "checkout.placing acks",
  },
  {
    wrong: "resends are not recognised",
    from: "acks: all, idempotent: true",
    to: "acks: all, idempotent: false",
    flow: WATCH,
    clause: "order",
    cause: "checkout.placing idempotent",
  },
  {
    wrong: "a late group starts at the end",
    from: "start: earliest",
    to: "start: latest",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch start",
  },
  {
    wrong: "the effect is not gated",
    from: "effect: idempotent(eventId, in: seen)",
    to: "effect: plain",
    flow: WATCH,
    clause: "at-most-once",
    cause: "notifier.watch effect",
  },
  {
    wrong: "the store dies with its instance",
    from: "store seen { keep: 30d }",
    to: "store seen { keep: 30d, scope: instance }",
    flow: WATCH,
    clause: "at-most-once",
    cause: "seen scope",
  },
  {
    wrong: "the store forgets within an outage",
    from: "store seen { keep: 30d }",
    to: "store seen { keep: 10m }",
    flow: WATCH,
    clause: "at-most-once",
    cause: "seen keep",
  },
  {
    wrong: "a throw skips the order",
    from: "on-failure: retry",
    to: "on-failure: skip",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch on-failure",
  },
  {
    wrong: "committed before anything is done",
    from: "steps: [announce, effect, settle]",
    to: "steps: [settle, announce, effect]",
    flow: WATCH,
    clause: "at-least-once",
    cause: "notifier.watch steps",
  },
  {
    wrong: "the gate skips the announcement",
    from: "steps: [announce, effect, settle]",
    to: "gates: handler, steps: [effect, announce, settle]",
    flow: MAIL,
    clause: "at-least-once",
    cause: "notifier.watch steps",
  },
  {
    wrong: "eight handlers at once",
    from: "    instances: 2\n",
    to: "    instances: 2\n    concurrency: 8\n",
    flow: WATCH,
    clause: "order",
    cause: "notifier.watch concurrency",
  },
  {
    wrong: "nobody waits for the confirm",
    from: "confirms: true, mandatory: true",
    to: "confirms: false",
    flow: MAIL,
    clause: "at-least-once",
    cause: "notifier.announce confirms",
  },
  {
    wrong: "deliveries count as done when sent",
    from: "prefetch: 20, concurrency: 1, on-failure: requeue",
    to: "concurrency: 1, settle: on-delivery, on-failure: skip",
    flow: MAIL,
    clause: "at-least-once",
    cause: "mailer.mail steps",
  },
  {
    wrong: "a throw drops the mail",
    from: "concurrency: 1, on-failure: requeue",
    to: "concurrency: 1, on-failure: skip",
    flow: MAIL,
    clause: "at-least-once",
    cause: "mailer.mail on-failure",
  },
];

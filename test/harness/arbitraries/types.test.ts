/** Checked when this file is compiled: what generated services say of their messages. */
import { expectTypeOf, test } from "vitest";
import type { Arbitrary } from "fast-check";
import type { Broker, Service } from "../../../src/client/client.ts";
import type { Arbitraries, MessagesOf } from "../../../src/api/generated-messages.ts";

interface Placed {
  readonly orderId: string;
  readonly large: bigint;
}
interface Cancelled {
  readonly orderId: string;
}
interface Notice {
  readonly noticeId: string;
}
interface Brokers {
  readonly events: Broker<"kafka">;
}
interface Placing {
  readonly placing: { readonly Placed: Placed; readonly Cancelled: Cancelled };
}
interface Announcing {
  readonly announce: { readonly Notice: Notice };
}
interface Watching {
  readonly watch: {
    readonly gets: { readonly Placed: Placed; readonly Cancelled: Cancelled };
    readonly returns: void;
    readonly inbox: true;
  };
}

interface Services {
  readonly checkout: Service<Brokers, Placing, Record<never, never>>;
  readonly notifier: Service<Brokers, Announcing, Watching>;
}

test("each message has its type: that which its handler gets, else that which its producer sends", () => {
  expectTypeOf<MessagesOf<Services>>().toEqualTypeOf<{
    readonly Placed: Placed;
    readonly Cancelled: Cancelled;
    readonly Notice: Notice;
  }>();
  expectTypeOf<Arbitraries<MessagesOf<Services>>["Placed"]>().toEqualTypeOf<Arbitrary<Placed>>();
});

/** A service as somebody might write it, and what the harness has to say of it. */
import type { TestedService, World } from "../../../src/api/testing.ts";
import type { Brokers, Handle, PlainSpec, Rows } from "../plain-client.ts";
import type { Inbox } from "../../../src/client/client.ts";

type Service = TestedService<unknown, Brokers>;

export interface Specimen {
  readonly name: string;
  readonly on: PlainSpec;
  readonly services: (world: World) => Readonly<Record<string, Service>>;
  /** The clause that it breaks, or what of it is not under control; absent: all is well. */
  readonly breaks?: string;
  /** What is said of the code beside its promises. */
  readonly reported?: string;
  /** It takes two messages and a fault, so that it is tried as much as by default. */
  readonly thorough?: true;
  /** Part of the row of the story that shows the mistake. */
  readonly shows?: string;
}

/** What a handler is made of, at each start of its process. */
export interface Tools {
  readonly world: World;
  readonly inbox: Inbox<Rows>;
}

export type MakeHandle = (tools: Tools) => Handle;

/** The inbox of a service whose work writes rows of a table. */
export function inboxOf(world: World): Inbox<Rows> {
  return world.inbox<Rows>("ledger", (rows) => ({ put: (key, value) => rows.put(key, value) }));
}

/** One service with one handler, made anew at each start. */
export function single(on: PlainSpec, service: string, make: MakeHandle): Specimen["services"] {
  return (world) => {
    const inbox = inboxOf(world);
    const start = (brokers: Brokers): unknown =>
      on.service(service).start(brokers, make({ world, inbox }), inbox);
    return { [service]: start };
  };
}

/** Text of a field. */
export function field(message: Readonly<Record<string, string>>, name: string): string {
  return message[name] ?? "";
}

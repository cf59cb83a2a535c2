/** What `verify --live` and the processes of the services say to each other: one JSON value a line, on stdin and stdout. */
import type { Observed } from "../../../client/observed.ts";
import type { Topology } from "../../../model/topology.ts";

/** How a process reaches one broker. */
export interface BrokerAccess {
  /** Module and function of the transport in the generated runtime. */
  readonly transport: string;
  /** Its argument. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Names of the functions that turn messages of one type, in the generated `codecs`. Absent: a message is its wire form. */
export interface CodecNames {
  readonly toWire: string;
  readonly fromWire: string;
}

/** The file that a process is started with. */
export interface ServiceStart {
  /** Name in the spec. */
  readonly service: string;
  /** Name of the process in the history. */
  readonly instance: string;
  /** URL of the folder of the generated clients, with a slash at its end. */
  readonly generated: string;
  /** URL of a file in the project from which client libraries are resolved. */
  readonly project: string;
  readonly brokers: Readonly<Record<string, BrokerAccess>>;
  readonly codecs: Readonly<Record<string, CodecNames>>;
  readonly topology: Topology;
}

/** Moments in the life of a delivery at which its process can be told to die or to fail. */
export type Moment =
  | "delivered"
  | "before effect"
  | "after effect"
  | "before send"
  | "after send"
  | "handled";

/** Dies, or throws, when it next comes to the moment, so many times. */
export interface Strike {
  readonly consumer: string;
  readonly moment: Moment;
  readonly how: "crash" | "failure";
  readonly times: number;
  /** As the history names the fault, `kind@place`. */
  readonly what: string;
  /** A file that whoever strikes makes: of all that are told so, the first one alone does. */
  readonly token: string;
}

/** To a process. */
export type Order =
  | { readonly do: "send"; readonly producer: string; readonly type: string; readonly message: unknown }
  | { readonly do: "strike"; readonly strike: Strike }
  /** Nothing strikes it any more. */
  | { readonly do: "spare" }
  | { readonly do: "stop" }
  | { readonly do: "answer"; readonly to: number; readonly answer: Answer };

/** What an effect is about: keys of the history's events. */
export type About = Omit<Observed, "e" | "t" | "by">;

/** What a process asks of the store, which outlives it. */
export type Question =
  /** May the effect under this key be made? The process that was told so has the key until it commits, aborts or dies. */
  | { readonly what: "begin"; readonly key: string }
  /** The effect, with its key where it has one; `t` is when its handler began. */
  | {
      readonly what: "effect";
      readonly key?: string;
      readonly about: About;
      readonly began: number;
    }
  | { readonly what: "abort"; readonly key: string };

export type Answer = "go" | "duplicate" | "done";

/** From a process. */
export type Word =
  | { readonly say: "up" }
  /** It could not start. */
  | { readonly say: "failed"; readonly why: string }
  | { readonly say: "stopped" }
  | { readonly say: "event"; readonly event: Observed | FaultSaid }
  /** What went wrong outside any call. */
  | { readonly say: "trouble"; readonly text: string }
  | { readonly say: "ask"; readonly number: number; readonly question: Question };

/** A fault that struck in the process itself. */
export interface FaultSaid {
  readonly e: "fault" | "heal";
  readonly t: number;
  readonly what: string;
  readonly i?: string | number;
}

/** A clock that all processes of a machine have in common, in microseconds. */
export function clockUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

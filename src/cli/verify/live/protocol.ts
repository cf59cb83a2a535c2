/** What `verify --live` and the processes of the services say to each other: one JSON value a line, on stdin and stdout. */
import type { Observed } from "../../../client/observed.ts";
import type { Topology } from "../../../model/topology.ts";

/** Settings of consumers that a run makes shorter than the spec has them. */
export const SHORTENED = ["session-timeout", "heartbeat-interval"] as const;

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
  /** The user's services, where some are given. */
  readonly code?: GivenCode;
}

/** Services of the user, as JavaScript. */
export interface GivenCode {
  /** URL of the file that was named. */
  readonly entry: string;
  /** Files with the JavaScript of modules, by the URLs of the modules. */
  readonly modules: Readonly<Record<string, string>>;
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
  | { readonly what: "abort"; readonly key: string }
  /** Changes, made together with the key where there is one, unless something that was read is not so any more. */
  | {
      readonly what: "change";
      readonly key?: string;
      readonly reads: readonly Row[];
      readonly writes: readonly Write[];
      /** Of whose handler this is an effect, if it changes anything; absent where it is none. */
      readonly effect?: Effect;
    }
  | { readonly what: "read"; readonly of: "table" | "log" | "counter"; readonly store: string };

/** A row as it was read: its value as JSON; absent where there was none. */
export interface Row {
  readonly store: string;
  readonly key: string;
  readonly text?: string;
}

/** A change; values are JSON. */
export type Write =
  | { readonly kind: "put"; readonly store: string; readonly key: string; readonly text: string }
  | { readonly kind: "delete"; readonly store: string; readonly key: string }
  | { readonly kind: "append"; readonly store: string; readonly text: string }
  | { readonly kind: "add"; readonly store: string; readonly by: number };

export interface Effect {
  readonly about: About;
  /** When the handler began. */
  readonly began: number;
}

export type Answer =
  | { readonly kind: "go" | "duplicate" | "done" | "conflict" }
  /** Whether anything is otherwise now, and whether that was recorded as an effect. */
  | { readonly kind: "changed"; readonly changed: boolean; readonly recorded: boolean }
  /** Rows by key, lines, or a number. */
  | { readonly kind: "rows"; readonly rows: readonly (readonly [key: string, text: string])[] }
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  | { readonly kind: "count"; readonly count: number };

/** From a process. */
export type Word =
  | { readonly say: "up" }
  /** It could not start. */
  | { readonly say: "failed"; readonly why: string }
  | { readonly say: "stopped" }
  /** `returned`: an effect of which nothing is known but that the handler returned. */
  | { readonly say: "event"; readonly event: Observed | FaultSaid; readonly returned?: boolean }
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

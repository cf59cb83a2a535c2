/** What an import found, as plain data: declarations with where they came from. Names are those of the source. */
import type { Source } from "../compiler/syntax/read.ts";
import type { Finding } from "../diagnostics/define.ts";

/** A channel by what the source calls it. `broker` is the key of a {@link DraftBroker}. */
export interface ChannelKey {
  readonly broker: string;
  readonly kind: string;
  readonly name: string;
}

/** One setting. Texts are of the language already, safe to be printed. */
export interface DraftSetting {
  readonly name: string;
  readonly text: string;
  /** Stands for the name that the draft gives to this channel; `text` is what precedes it. */
  readonly channel?: ChannelKey;
  /** Stands for the names of these messages; `text` is empty. */
  readonly messages?: readonly string[];
  /** The source says it, and it is what holds anyway: compared, not printed. */
  readonly isDefault?: boolean;
}

/** What every declaration of a draft has. */
interface Drafted {
  readonly settings: readonly DraftSetting[];
  /** Where it came from, for the comment: `src/mail.ts:12`. */
  readonly origins: readonly string[];
  /** What else is to be said of it, for the comment. */
  readonly notes?: readonly string[];
}

export interface DraftBroker extends Drafted {
  readonly key: string;
  readonly type: string;
  readonly wish: string;
  /** The source does not say which broker it is: it stands for the only one of its type that other sources name. */
  readonly isGuess?: boolean;
  /** The source lists all channels and bindings that there are. */
  readonly isWhole?: boolean;
  /** Codes that mean nothing where a source does not list everything; of `unreached`, that others send there. */
  readonly tolerates?: { readonly codes: readonly string[]; readonly unreached: string };
}

export interface DraftChannel extends Drafted {
  readonly key: ChannelKey;
  /** What it is best called in the draft, where that is not its own name. */
  readonly wish?: string;
  /** Absent where the source only uses it. */
  readonly declaredBy?: string;
  /** It is what the broker has, and not what somebody asks for. */
  readonly isActual?: boolean;
  /** The declaration says everything, so that a setting it leaves out is none. */
  readonly isWhole?: boolean;
  /** Why it cannot stand in a draft unless another source declares it. */
  readonly lacks?: string;
  /** Where it passes messages by itself: dead letters, alternates. */
  readonly passesTo?: readonly ChannelKey[];
  /** Settings of an endpoint that stands for whoever writes to it, or reads it; absent where nobody does. */
  readonly writer?: readonly DraftSetting[];
  readonly reader?: readonly DraftSetting[];
  /** Nothing but bindings and other channels put messages into it. */
  readonly isInternal?: boolean;
  /** The broker gives it a name when it is declared. */
  readonly isNameless?: boolean;
}

export interface DraftBinding extends Drafted {
  readonly from: ChannelKey;
  readonly to: ChannelKey;
}

export interface DraftService extends Drafted {
  readonly name: string;
  /** Type of the brokers that it was found on: one client library is not one of another broker. */
  readonly of: string;
}

/** From where an endpoint is seen that is no code. */
export interface Outline {
  /** Its source: two of one are two. */
  readonly of: string;
  /** The source says whose it is, as a document does of its application; a broker knows only groups. */
  readonly isNamed: boolean;
}

export interface DraftEndpoint extends Drafted {
  readonly service: string;
  readonly role: "producer" | "consumer";
  readonly wish: string;
  readonly channel: ChannelKey;
  /** Absent for code: others see it from outside only. */
  readonly outline?: Outline;
}

/** A message type; `body` is what follows its name. */
export interface DraftMessage {
  /** One text for each message: settings refer to it. */
  readonly key: string;
  readonly wish: string;
  readonly body: string;
  /** The one of `reads` that `body` names. */
  readonly file?: string;
  readonly origins: readonly string[];
  readonly notes?: readonly string[];
}

export interface Draft {
  /** Files that the draft names, with what they name in turn. */
  readonly reads?: readonly Source[];
  /** What it came from, in few words: `definitions.json`, `src`. */
  readonly source: string;
  /** Lines for the head of the draft. */
  readonly head: readonly string[];
  readonly brokers: readonly DraftBroker[];
  readonly messages: readonly DraftMessage[];
  readonly channels: readonly DraftChannel[];
  readonly bindings: readonly DraftBinding[];
  readonly services: readonly DraftService[];
  readonly endpoints: readonly DraftEndpoint[];
  /** What the source has and the draft does not, as comments. */
  readonly leftOut: readonly string[];
  readonly findings: readonly Finding[];
}

/** One text for each channel. */
export function keyText({ broker, kind, name }: ChannelKey): string {
  return JSON.stringify([broker, kind, name]);
}

/** A draft of nothing yet. */
export function emptyDraft(source: string): Draft {
  return {
    source,
    head: [],
    brokers: [],
    messages: [],
    channels: [],
    bindings: [],
    services: [],
    endpoints: [],
    leftOut: [],
    findings: [],
  };
}

/** What stands in the source code of services: calls of client libraries as plain data. Knows no library and no broker. */

/** A file of a service. */
export interface SourceFile {
  /** As people write it; goes into comments and messages. */
  readonly path: string;
  /** Absolute, with forward slashes: relative imports are resolved against it. */
  readonly at: string;
  readonly text: string;
}

/** A folder with a package.json. */
export interface SourcePackage {
  /** Absolute, with forward slashes. */
  readonly folder: string;
  /** Absent where package.json names none. */
  readonly name?: string;
}

/** A client library: what it declares, so far as calls of it are looked at. */
export interface ClientLibrary {
  readonly name: string;
  /** Ambient module declarations in TypeScript, which stand for the library's own. */
  readonly declarations: string;
  /** Classes and interfaces of the declarations whose calls are taken, each with the methods taken. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** Properties of what a method gives that are one of its arguments, by method: `{ assertQueue: { queue: 0 } }`. */
  readonly results?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Arguments that hold what is sent: they are not looked at. */
  readonly payloads?: Readonly<Record<string, number>>;
  /** Properties of options that hold what is sent. */
  readonly payloadProperties?: readonly string[];
}

export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** A value so far as the source says it. */
export type SourceValue =
  | { readonly kind: "text"; readonly value: string; readonly note?: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "nothing" }
  | { readonly kind: "list"; readonly items: readonly SourceValue[]; readonly isWhole: boolean }
  | {
      readonly kind: "object";
      readonly entries: ReadonlyMap<string, SourceValue>;
      /** Nothing else can be in it. */
      readonly isWhole: boolean;
    }
  /** What an earlier call gave, or a part of that. */
  | { readonly kind: "result"; readonly call: string; readonly path: readonly string[] }
  | { readonly kind: "function"; readonly handler: Handler }
  /** `text` says in few words what stands there; `isFresh`: it is another each time, as an identity that is drawn. */
  | { readonly kind: "unknown"; readonly text: string; readonly isFresh?: true };

/** What a function does, in order, so far as it can be told. */
export interface Handler {
  readonly acts: readonly Act[];
  readonly isAsync: boolean;
  /** All of it stands in a `try` with a `catch`, or it can throw nothing. */
  readonly isGuarded: boolean;
}

/** One call in a function. */
export interface Act {
  /** Method of a library's object; absent for any other call. */
  readonly method?: string;
  readonly args: readonly SourceValue[];
  /** Whether what comes after it waits for its end. */
  readonly isAwaited: boolean;
  /** It ends when it returns: nothing of it goes on in the background. */
  readonly isSync: boolean;
  /** It stands where an error of an earlier one leads. */
  readonly isInCatch: boolean;
  /** It need not be reached. */
  readonly isConditional: boolean;
}

/** One call of a library's object. */
export interface SourceCall {
  /** Unique in its source: results refer to it. */
  readonly id: string;
  /** Of {@link ClientLibrary.calls}. */
  readonly type: string;
  readonly method: string;
  /** Objects that may be one and the same have one name here. */
  readonly object: string;
  readonly args: readonly SourceValue[];
  readonly place: Place;
  /** Folder of the package it stands in. */
  readonly folder: string;
  readonly isAwaited: boolean;
}

export interface SourceFacts {
  readonly calls: readonly SourceCall[];
  /** Objects by their name in {@link SourceCall.object}: ids of the calls that made them, if all of them are known. */
  readonly made: ReadonlyMap<string, readonly string[]>;
  /** Files that do not parse, with the line where that shows, from 1; `isUser`: it names a library. */
  readonly unread: readonly { readonly path: string; readonly line: number; readonly isUser: boolean }[];
}

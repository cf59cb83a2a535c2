/** What an application does on which channels, as a document of AsyncAPI says it. */
import type { MapValue } from "../../compiler/resolve/arguments.ts";
import type { Place } from "../../compiler/resolve/schema/files.ts";

export interface AsyncMessage {
  /** Where it stands, all references followed: one message has one place. */
  readonly place: Place;
  /** What it is called there. */
  readonly name: string;
}

export interface AsyncChannel {
  /** `file#/pointer`, for comments. */
  readonly origin: string;
  /** What the document calls it: in version 2 its address. */
  readonly id: string;
  /** Absent where it is not known before run time. */
  readonly address?: string;
  /** Names in braces within the address. */
  readonly parameters: readonly string[];
  /** Of the servers that it is on; none where no server says any. */
  readonly protocols: readonly string[];
  /** By protocol. */
  readonly bindings: MapValue;
  readonly messages: readonly AsyncMessage[];
}

export interface AsyncOperation {
  readonly origin: string;
  /** From the application's side. */
  readonly action: "send" | "receive";
  readonly name: string;
  readonly channel: AsyncChannel;
  readonly messages: readonly AsyncMessage[];
  /** By protocol; of traits, where the operation itself says nothing. */
  readonly bindings: MapValue;
}

export interface AsyncDocument {
  readonly path: string;
  readonly version: string;
  /** What the application calls itself. */
  readonly title: string;
  readonly channels: readonly AsyncChannel[];
  readonly operations: readonly AsyncOperation[];
  /** Parts that could not be followed, and why. */
  readonly broken: readonly { readonly origin: string; readonly reason: string }[];
}

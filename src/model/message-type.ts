/** What travels: messages, the records and enums in them, and files that describe them. */
import type { Origin } from "./origin.ts";
import type { Value } from "./value.ts";

export type FieldType =
  | {
      readonly kind: "scalar";
      readonly name: string;
      /** Precision and scale of a decimal. */
      readonly args: readonly number[];
      /** Bounds of the length of a string or of bytes, and what all its values match. */
      readonly least?: number;
      readonly most?: number;
      readonly pattern?: string;
      /** How it travels, where that is not the usual way: a name of `WIRE_FORMS`. */
      readonly wire?: string;
    }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "list"; readonly of: FieldType; readonly least: number; readonly most?: number }
  | { readonly kind: "map"; readonly of: FieldType };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly optional: boolean;
  readonly identity: boolean;
  readonly doc?: string;
}

export interface MessageType {
  readonly kind: "message" | "record";
  readonly name: string;
  readonly opaque: boolean;
  readonly fields: readonly Field[];
  /** There may be fields beside `fields`: a schema says more than fields can. */
  readonly open?: true;
  /** The file that describes it; `fields` are then what the schema says of them. */
  readonly source?: MessageSource;
  /** Not declared: a part of a message that a file describes, called `<message>.<path>`. */
  readonly derived?: true;
  readonly doc?: string;
  readonly origin?: Origin;
}

/** A description of a message in a file: JSON Schema, or what an AsyncAPI document points to. */
export interface MessageSource {
  /** As written: the file, and behind `#` the place in it. */
  readonly from: string;
  /** JSON Schema of the message. Self-contained: each `$ref` is `#/$defs/…` of this very value. */
  readonly schema: Schema;
  readonly dialect: "draft-07" | "2019-09" | "2020-12";
  /** Paths of the fields that make two messages the same. */
  readonly identity?: readonly string[];
}

/** JSON Schema as plain data; boolean schemas stand only within. */
export type Schema = Readonly<Record<string, Value>>;

/** Paths of the fields that make two messages of a type the same message. */
export function identityOf({ fields, source }: MessageType): readonly string[] {
  return source?.identity ?? fields.filter(({ identity }) => identity).map(({ name }) => name);
}

export interface EnumType {
  readonly name: string;
  readonly values: readonly string[];
  /** Not declared: a part of a message that a file describes, called `<message>.<path>`. */
  readonly derived?: true;
  readonly doc?: string;
  readonly origin?: Origin;
}

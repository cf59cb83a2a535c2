/** What the values of settings refer to, to be resolved by whoever knows it. */
import type { Span } from "../../../grammar/tree.ts";

/** A path into the messages at hand, to be checked once types are known. */
export interface PathUse {
  readonly setting: string;
  readonly path: string;
  readonly span: Span;
}

/** A template; `at(i)` is the place of its i-th character. */
export interface TemplateUse {
  readonly setting: string;
  readonly text: string;
  readonly separator?: string;
  readonly span: Span;
  readonly at: (start: number, end: number) => Span;
}

/** A word that names something of class `of`. */
export interface NameUse {
  readonly setting: string;
  readonly of: string;
  readonly name: string;
  readonly span: Span;
}

/** A reference to a channel, as found in a setting. No kinds = any. */
export interface ChannelWanted {
  readonly kind?: string;
  readonly name: string;
  readonly kinds: readonly string[];
  readonly span: Span;
}

export interface Uses {
  readonly paths: PathUse[];
  readonly templates: TemplateUse[];
  readonly names: NameUse[];
}

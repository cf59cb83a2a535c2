/** Values of the syntax tree, as both notations write them. */

/** Half-open range of UTF-16 offsets in `file`. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A number as written, with its unit; no unit is "", one that is none and has been reported is "?". */
export interface NumberNode {
  readonly kind: "number";
  readonly value: number;
  readonly unit: string;
  readonly span: Span;
}

/** `exact`: character i of `text` stands at offset `span.start + 1 + i`. */
export interface StringNode {
  readonly kind: "string";
  readonly text: string;
  readonly exact: boolean;
  readonly span: Span;
}

/**
 * A scalar of the YAML form, which says less about what it is than the DSL: it is what the setting wants.
 * `exact`: character i of `text` stands at offset `textStart + i`.
 */
export interface TextNode {
  readonly kind: "text";
  readonly text: string;
  readonly quoted: boolean;
  readonly exact: boolean;
  readonly textStart: number;
  readonly span: Span;
}

/** A word, or words joined by dots. */
export interface PathNode {
  readonly kind: "path";
  readonly parts: readonly Name[];
  readonly span: Span;
}

export interface CallNode {
  readonly kind: "call";
  readonly name: Name;
  readonly args: readonly ValueNode[];
  readonly settings: readonly SettingNode[];
  readonly span: Span;
}

export interface MapNode {
  readonly kind: "map";
  readonly settings: readonly SettingNode[];
  readonly span: Span;
}

export interface RangeNode {
  readonly kind: "range";
  readonly least?: ValueNode;
  readonly most?: ValueNode;
  readonly span: Span;
}

/** `word[bounds]`; `bounds` is absent in `word[]`. */
export interface BoundedNode {
  readonly kind: "bounded";
  readonly name: Name;
  readonly bounds?: ValueNode;
  readonly span: Span;
}

export type ValueNode =
  | NumberNode
  | StringNode
  | TextNode
  | PathNode
  | CallNode
  | MapNode
  | RangeNode
  | BoundedNode
  | { readonly kind: "date"; readonly text: string; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly ValueNode[]; readonly span: Span }
  /** `A | B` */
  | { readonly kind: "union"; readonly names: readonly Name[]; readonly span: Span }
  /** `queue orders` */
  | { readonly kind: "reference"; readonly class: Name; readonly name: Name; readonly span: Span }
  /** What could not be read; already reported. */
  | { readonly kind: "missing"; readonly span: Span };

export interface SettingNode {
  readonly name: Name;
  readonly value: ValueNode;
  readonly span: Span;
}

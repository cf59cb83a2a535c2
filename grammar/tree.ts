/**
 * The syntax tree that both notations parse into: shape and positions, no meaning. A name may be of anything, a setting
 * may be nonsense; what is wrong with the shape stands in `problems`.
 */

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

/** Names a channel, with its kind where the name alone is ambiguous. */
export interface RefNode {
  readonly class?: Name;
  readonly name: Name;
  readonly span: Span;
}

export interface TypeNode {
  readonly name: Name;
  readonly args: readonly ValueNode[];
  /** The T of `map<T>`. */
  readonly of?: TypeNode;
  /** `[…]` behind it, in order; an entry without `value` is `[]`. */
  readonly bounds: readonly { readonly value?: ValueNode; readonly span: Span }[];
  readonly span: Span;
}

export interface FieldNode {
  readonly name: Name;
  readonly identity: boolean;
  readonly optional: boolean;
  readonly type: TypeNode;
  readonly doc?: string;
  readonly span: Span;
}

interface Declared {
  readonly name: Name;
  readonly doc?: string;
  /** The whole declaration. */
  readonly span: Span;
}

export interface BrokerNode extends Declared {
  readonly kind: "broker";
  readonly settings: readonly SettingNode[];
}

export interface MessageNode extends Declared {
  readonly kind: "message" | "record";
  readonly opaque: boolean;
  /** The text of `from "…"`. */
  readonly source?: Name;
  readonly fields: readonly FieldNode[];
  /** Of a message `from` a file. */
  readonly settings: readonly SettingNode[];
}

export interface EnumNode extends Declared {
  readonly kind: "enum";
  readonly values: readonly Name[];
}

export interface ChannelNode extends Declared {
  readonly kind: "channel";
  readonly channelKind: Name;
  readonly broker?: Name;
  readonly settings: readonly SettingNode[];
}

export interface BindNode {
  readonly kind: "bind";
  readonly from: RefNode;
  readonly to: RefNode;
  readonly settings: readonly SettingNode[];
  readonly span: Span;
}

export interface StoreNode extends Declared {
  readonly kind: "store";
  readonly settings: readonly SettingNode[];
}

export interface EndpointNode extends Declared {
  readonly kind: "producer" | "consumer";
  readonly channel: RefNode;
  readonly settings: readonly SettingNode[];
}

export type MemberNode = StoreNode | EndpointNode | BrokenNode;

export interface ServiceNode extends Declared {
  readonly kind: "service";
  readonly settings: readonly SettingNode[];
  readonly members: readonly MemberNode[];
}

export interface GuaranteeNode {
  readonly kind: "guarantee";
  readonly from: PathNode;
  readonly to: PathNode;
  readonly settings: readonly SettingNode[];
  readonly span: Span;
}

/** Something of the language that Waybill does not do yet. */
export interface UnsupportedNode {
  readonly kind: "unsupported";
  readonly what: string;
  readonly span: Span;
}

/** Given up while reading; already reported. */
export interface BrokenNode {
  readonly kind: "broken";
  readonly span: Span;
}

export type DeclarationNode =
  | BrokenNode
  | BrokerNode
  | MessageNode
  | EnumNode
  | ChannelNode
  | BindNode
  | ServiceNode
  | GuaranteeNode
  | UnsupportedNode;

export type LostClass = "broker" | "type" | "channel" | "service" | "guarantee";

export const ALL_CLASSES: readonly LostClass[] = ["broker", "type", "channel", "service", "guarantee"];

/** One file. `format` is the number behind `waybill`. */
export interface DocumentNode {
  readonly file: string;
  readonly format?: { readonly text: string; readonly span: Span };
  readonly topologies: readonly Name[];
  readonly declarations: readonly DeclarationNode[];
  /** Classes of which something was given up while reading: a name of one that seems undeclared may be there. */
  readonly lost: readonly LostClass[];
}

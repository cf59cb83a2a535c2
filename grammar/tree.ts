/**
 * The syntax tree that both notations parse into: shape and positions, no meaning. A name may be of anything, a setting
 * may be nonsense; what is wrong with the shape stands in `problems`.
 */

import type { Name, PathNode, SettingNode, Span, ValueNode } from "./value-nodes.ts";

export type * from "./value-nodes.ts";

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
  /** Where the word `shared` stands: other modules may use it. */
  readonly shared?: Span;
  /** Blocks of an environment whose settings have taken their place here. */
  readonly patched?: readonly Span[];
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

/** Settings of declared entities that differ in one place of deployment. */
export interface EnvironmentNode extends Declared {
  readonly kind: "environment";
  readonly patches: readonly PatchNode[];
}

/** `topic orders { … }` in an environment. */
export interface PatchNode {
  readonly class: Name;
  readonly name: Name;
  readonly settings: readonly SettingNode[];
  /** Of a service: its producers, consumers and stores. */
  readonly members: readonly PatchNode[];
  readonly span: Span;
}

/** `for region in Region { … }`; gone once it is written out. */
export interface ForNode {
  readonly kind: "for";
  readonly variable: Name;
  /** An enum. */
  readonly values: Name;
  readonly declarations: readonly DeclarationNode[];
  readonly span: Span;
}

/** `use orders from "../orders"` */
export interface UseNode {
  readonly kind: "use";
  readonly names: readonly Name[];
  readonly from: Name;
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
  | EnvironmentNode
  | ForNode
  | UseNode;

/** What another module may use. */
export type ShareableNode = BrokerNode | MessageNode | EnumNode | ChannelNode | ServiceNode;

export type LostClass = "broker" | "type" | "channel" | "service" | "guarantee";

export const ALL_CLASSES: readonly LostClass[] = ["broker", "type", "channel", "service", "guarantee"];

/** One file. `format` is the number behind `waybill`. */
export interface DocumentNode {
  readonly file: string;
  readonly format?: { readonly text: string; readonly span: Span };
  readonly topologies: readonly Name[];
  /** Of the topology, behind its name. */
  readonly settings: readonly SettingNode[];
  readonly declarations: readonly DeclarationNode[];
  /** Classes of which something was given up while reading: a name of one that seems undeclared may be there. */
  readonly lost: readonly LostClass[];
}

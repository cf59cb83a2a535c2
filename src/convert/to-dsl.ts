/** A tree as a file in the DSL; the layout is left to the formatter. */
import type * as tree from "../../grammar/tree.ts";
import { entryStart } from "../format/starts.ts";
import type { Comments } from "./comments.ts";
import { callValue, dslName, dslPath, dslType, dslValue } from "./dsl-value.ts";
import type { SettingTypes, TypeOf } from "./setting-types.ts";

export function toDsl(document: tree.DocumentNode, comments: Comments, types: SettingTypes): string {
  return new DslWriter(comments, types).file(document);
}

class DslWriter {
  readonly #comments: Comments;
  readonly #types: SettingTypes;

  constructor(comments: Comments, types: SettingTypes) {
    this.#comments = comments;
    this.#types = types;
  }

  file({ topologies, settings, declarations, format }: tree.DocumentNode): string {
    const [name] = topologies;
    const { head: notes, headRemark } = this.#comments;
    const remark = headRemark === undefined ? "" : ` // ${headRemark}`;
    const head = [
      ...notes.map((text) => `// ${text}`),
      ...(format === undefined ? [] : [`waybill 1${remark}`]),
    ];
    const own = this.#block({ settings }, this.#types.patched("topology"));
    if (name !== undefined)
      head.push(`topology ${dslName(name.text)}${settings.length === 0 ? "" : ` ${own}`}`);
    const body = declarations.map((declaration, at) => {
      const isApart = ALONE.has(declaration.kind) || groupOf(declaration) !== groupOf(declarations[at - 1]);
      return `${isApart ? "\n" : ""}${this.#commented(declaration, this.#declaration(declaration))}`;
    });
    const end = this.#comments.end.map((text) => `// ${text}\n`);
    return `${head.join("\n")}\n\n${body.join("\n")}\n${end.join("")}`;
  }

  #declaration(node: tree.DeclarationNode): string {
    switch (node.kind) {
      case "broker":
        return `${shared(node)}broker ${dslName(node.name.text)} ${this.#block(node, this.#types.of(node))}`;
      case "message":
      case "record":
        return this.#message(node);
      case "enum":
        return `${shared(node)}enum ${dslName(node.name.text)} { ${node.values.map(({ text }) => text).join(", ")} }`;
      case "channel": {
        const on = node.broker === undefined ? "" : ` on ${dslName(node.broker.text)}`;
        const block = this.#block(node, this.#types.of(node));
        return `${shared(node)}${node.channelKind.text} ${dslName(node.name.text)}${on} ${block}`;
      }
      case "bind": {
        const block = this.#block(node, this.#types.of(node));
        return `bind ${reference(node.from)} -> ${reference(node.to)} ${block}`;
      }
      case "guarantee": {
        const block = this.#block(node, this.#types.of(node));
        return `guarantee ${endOf(node.from)} -> ${endOf(node.to)} ${block}`;
      }
      case "service":
        return this.#service(node);
      case "environment":
        return `environment ${dslName(node.name.text)} ${this.#braces(
          node.patches.map((patch) => this.#patch(patch)),
          node,
          true,
        )}`;
      case "use":
        return `use ${node.names.map(({ text }) => dslName(text)).join(", ")} from ${JSON.stringify(node.from.text)}`;
      case "for": {
        const body = node.declarations.map((each) => this.#commented(each, this.#declaration(each)));
        return `for ${node.variable.text} in ${node.values.text} {\n${body.join("\n")}\n}`;
      }
      case "broken":
        return "";
    }
  }

  #message(node: tree.MessageNode): string {
    const head = `${shared(node)}${node.kind} ${dslName(node.name.text)}`;
    if (node.opaque) return `${head}: opaque`;
    if (node.source !== undefined)
      return `${head} from ${JSON.stringify(node.source.text)} ${this.#block(node, this.#types.of(node))}`;
    const fields = node.fields.map((field) => {
      const text = `${field.identity ? "identity " : ""}${field.name.text}${field.optional ? "?" : ""}: ${dslType(field.type)}`;
      return this.#commented(field, text);
    });
    return `${head} ${this.#braces(fields, node)}`;
  }

  #service(node: tree.ServiceNode): string {
    const settings = node.settings.map((setting) => this.#setting(setting, this.#types.of(node)));
    const members = node.members.map((member) => this.#commented(member, this.#member(member)));
    return `${shared(node)}service ${dslName(node.name.text)} ${this.#braces([...settings, ...members], node, true)}`;
  }

  #member(node: tree.MemberNode): string {
    switch (node.kind) {
      case "store":
        return `store ${dslName(node.name.text)} ${this.#block(node, this.#types.of(node))}`;
      case "producer": {
        const block = this.#block(node, this.#types.of(node));
        return `producer ${dslName(node.name.text)} -> ${reference(node.channel)} ${block}`;
      }
      case "consumer": {
        const block = this.#block(node, this.#types.of(node));
        return `consumer ${dslName(node.name.text)} <- ${reference(node.channel)} ${block}`;
      }
      case "broken":
        return "";
    }
  }

  #patch(patch: tree.PatchNode): string {
    const kind = patch.class.text;
    const settings = patch.settings.map((setting) => this.#setting(setting, this.#types.patched(kind)));
    const members = patch.members.map((member) => this.#patch(member));
    const block = this.#braces([...settings, ...members], patch);
    return this.#commented(patch, `${kind} ${dslName(patch.name.text)} ${block}`);
  }

  #block(
    node: { readonly settings: readonly tree.SettingNode[]; readonly span?: tree.Span },
    typeOf: TypeOf,
  ): string {
    const entries = node.settings.map((setting) => this.#setting(setting, typeOf));
    return this.#braces(entries, node.span === undefined ? undefined : { span: node.span });
  }

  /** On one line where nothing in it needs a line of its own and its author may have left it on one. */
  #braces(entries: readonly string[], owner: Placed | undefined, isTall = false): string {
    const tail =
      (owner === undefined ? undefined : this.#comments.entries.get(entryStart(owner)))?.tail ?? [];
    const isLong =
      isTall || tail.length > 0 || entries.some((entry) => entry.includes("\n") || entry.includes("//"));
    if (entries.length === 0 && tail.length === 0) return "{ }";
    if (!isLong && entries.join(", ").length <= ONE_LINE) return `{ ${entries.join(", ")} }`;
    return `{\n${[...entries, ...tail.map((text) => `// ${text}`)].join("\n")}\n}`;
  }

  #setting(node: tree.SettingNode, typeOf: TypeOf): string {
    const { name, value } = node;
    const isAllowance = name.text === "allow";
    const text = isAllowance ? allowances(value) : dslValue(value, typeOf(name.text));
    return this.#commented(node, `${name.text}: ${text}`);
  }

  #commented(node: Placed & { readonly doc?: string }, text: string): string {
    const remarks = this.#comments.entries.get(entryStart(node));
    const docs = node.doc === undefined ? [] : node.doc.split("\n").map((line) => `/// ${line}`.trimEnd());
    const notes = (remarks?.notes ?? []).map((note) => `// ${note.text}`.trimEnd());
    const behind = remarks?.remark === undefined ? "" : ` // ${remarks.remark}`;
    const before = [...notes, ...docs].map((line) => `\n${line}`).join("");
    return `${before}${before === "" ? "" : "\n"}${text}${behind}`;
  }
}

/** Characters of what stands in braces on one line. */
const ONE_LINE = 90;

/** An empty line stands before each of these, and before the first of every other group. */
const ALONE: ReadonlySet<string> = new Set(["service", "environment", "for"]);

function groupOf(node: tree.DeclarationNode | undefined): string {
  if (node === undefined) return "";
  switch (node.kind) {
    case "message":
    case "record":
      return "type";
    case "bind":
      return "channel";
    default:
      return node.kind;
  }
}

interface Placed {
  readonly span: tree.Span;
  readonly shared?: tree.Span;
}

/** An end of a guarantee. */
function endOf(node: tree.ValueNode): string {
  return node.kind === "text" ? dslPath(node.text) : dslValue(node, undefined);
}

function shared(node: { readonly shared?: tree.Span }): string {
  return node.shared === undefined ? "" : "shared ";
}

function reference({ class: kind, name }: tree.RefNode): string {
  return kind === undefined ? dslName(name.text) : `${kind.text} ${dslName(name.text)}`;
}

const ALLOWANCE = [
  { name: "reason", type: { kind: "string" } },
  { name: "until", type: { kind: "date" }, named: true },
] as const;

/** `{ WB3102: "reason" }`, several of them, or lists of such. */
function allowances(value: tree.ValueNode): string {
  const all = value.kind === "list" ? value.items : [value];
  const calls = all.flatMap((each) =>
    each.kind === "map"
      ? each.settings.map((setting) => callValue(setting, ALLOWANCE, undefined))
      : [dslValue(each, undefined)],
  );
  const [only] = calls;
  return calls.length === 1 && only !== undefined ? only : `[${calls.join(", ")}]`;
}

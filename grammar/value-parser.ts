/** Rules for values, types and references. */
import type { IToken } from "chevrotain";
import { NodeParser, type Rule } from "./node-parser.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";

interface Args {
  readonly args: tree.ValueNode[];
  readonly settings: tree.SettingNode[];
}

export abstract class ValueParser extends NodeParser {
  /** A name as it is declared: a word, or a string where a `for` puts something in. */
  readonly entityName: Rule<tree.Name> = this.rule<tree.Name>("entityName", (): tree.Name => {
    const token = this.CONSUME(t.Nameable);
    return token.image.startsWith('"') ? this.quotedName(token) : this.name(token);
  });

  /** A name as it is used: `placed`, or `orders.placed` of another module. */
  readonly qualified: Rule<tree.Name> = this.rule<tree.Name>("qualified", (): tree.Name => {
    const first = this.SUBRULE(this.entityName);
    const second = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE1(this.entityName);
    });
    return second === undefined || this.RECORDING_PHASE ? first : joinedName([first, second]);
  });

  readonly type: Rule<tree.TypeNode> = this.rule<tree.TypeNode>(
    "type",
    (): tree.TypeNode => {
      const start = this.start();
      const bounds: tree.TypeNode["bounds"][number][] = [];
      const name = this.SUBRULE(this.qualified);
      const args = this.OPTION(() => this.SUBRULE(this.args));
      const of = this.OPTION1(() => {
        this.CONSUME(t.LAngle);
        const inner = this.SUBRULE(this.type);
        this.CONSUME(t.RAngle);
        return inner;
      });
      this.MANY(() => {
        const from = this.start();
        const value = this.SUBRULE(this.bounds);
        bounds.push({ ...(value && { value }), span: this.span(from) });
      });
      const values = [...(args?.args ?? []), ...(args?.settings ?? []).map(asCall)];
      return { name, args: values, ...(of && { of }), bounds, span: this.span(start) };
    },
    () => this.noType(),
  );

  readonly reference: Rule<tree.RefNode> = this.rule<tree.RefNode>(
    "reference",
    (): tree.RefNode => {
      const start = this.start();
      const first = this.SUBRULE(this.qualified);
      const second = this.OPTION({
        GATE: () => this.sameLine(),
        DEF: () => this.SUBRULE1(this.qualified),
      });
      const span = this.span(start);
      return second === undefined ? { name: first, span } : { class: first, name: second, span };
    },
    () => ({ name: this.noName(), span: this.noName().span }),
  );

  readonly settings: Rule<tree.SettingNode[]> = this.rule<tree.SettingNode[]>(
    "settings",
    (): tree.SettingNode[] => {
      const settings: tree.SettingNode[] = [];
      this.CONSUME(t.LCurly);
      this.MANY(() => {
        settings.push(this.SUBRULE(this.setting));
        this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
      });
      this.CONSUME(t.RCurly);
      return settings;
    },
    () => this.loseAll(),
  );

  readonly setting: Rule<tree.SettingNode> = this.rule<tree.SettingNode>(
    "setting",
    (): tree.SettingNode => {
      const start = this.start();
      const name = this.OR({
        DEF: [
          { ALT: () => this.name(this.CONSUME(t.Word)) },
          { ALT: () => this.quotedName(this.CONSUME(t.Text)) },
        ],
        ERR_MSG: "a setting",
      });
      this.CONSUME(t.Colon);
      const value = this.SUBRULE(this.value);
      return { name, value, span: this.span(start) };
    },
    () => this.noSetting(),
  );

  readonly value: Rule<tree.ValueNode> = this.rule<tree.ValueNode>(
    "value",
    () =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.wordish) },
          { ALT: () => this.SUBRULE(this.range) },
          { ALT: () => this.stringNode(this.CONSUME(t.Text)) },
          { ALT: () => this.dateNode(this.CONSUME(t.DateText)) },
          { ALT: () => this.SUBRULE(this.list) },
          { ALT: () => this.SUBRULE(this.map) },
        ],
        ERR_MSG: "a value",
      }),
    () => this.noValue(),
  );

  /** A word, a path, `call(…)`, `word[…]`, `queue orders`, `A | B`. */
  readonly wordish: Rule<tree.ValueNode> = this.rule<tree.ValueNode>(
    "wordish",
    (): tree.ValueNode => {
      const start = this.start();
      const parts = [this.name(this.CONSUME(t.Word))];
      const names: tree.Name[] = [];
      let second: tree.Name | undefined;
      let args: Args | undefined;
      let bounds: { value?: tree.ValueNode } | undefined;
      this.OR([
        {
          GATE: () => this.sameLine() && this.LA(2).tokenType !== t.Colon,
          ALT: () => (second = this.name(this.CONSUME1(t.Word))),
        },
        { ALT: () => (args = this.SUBRULE(this.args)) },
        {
          ALT: () => {
            const value = this.SUBRULE(this.bounds);
            bounds = { ...(value && { value }) };
          },
        },
        {
          ALT: () =>
            this.AT_LEAST_ONE(() => {
              this.CONSUME(t.Dot);
              parts.push(this.name(this.CONSUME2(t.Word)));
            }),
        },
        { ALT: () => undefined },
      ]);
      this.MANY(() => {
        this.CONSUME(t.Bar);
        names.push(this.SUBRULE(this.qualified));
      });
      const span = this.span(start);
      const name = parts[0] as tree.Name;
      if (second !== undefined) return { kind: "reference", class: name, name: second, span };
      if (args !== undefined) return { kind: "call", name, args: args.args, settings: args.settings, span };
      if (bounds !== undefined) {
        return { kind: "bounded", name, ...(bounds.value && { bounds: bounds.value }), span };
      }
      if (names.length > 0 && !this.RECORDING_PHASE)
        return { kind: "union", names: [joinedName(parts), ...names], span };
      return { kind: "path", parts, span };
    },
    () => this.noValue(),
  );

  readonly path: Rule<tree.PathNode> = this.rule<tree.PathNode>(
    "path",
    (): tree.PathNode => {
      const start = this.start();
      const parts = [this.SUBRULE(this.entityName)];
      this.MANY(() => {
        this.CONSUME(t.Dot);
        parts.push(this.SUBRULE1(this.entityName));
      });
      return { kind: "path", parts, span: this.span(start) };
    },
    () => ({ kind: "path", parts: [this.noName()], span: this.noName().span }),
  );

  /** A number, `1..`, `..5`, `1..5`. */
  readonly range: Rule<tree.ValueNode> = this.rule<tree.ValueNode>(
    "range",
    (): tree.ValueNode => {
      const start = this.start();
      let least: tree.NumberNode | undefined;
      let most: tree.NumberNode | undefined;
      let dots: IToken | undefined;
      this.OR({
        DEF: [
          {
            ALT: () => {
              least = this.SUBRULE(this.number);
              this.OPTION(() => {
                dots = this.CONSUME(t.DotDot);
                most = this.OPTION1(() => this.SUBRULE1(this.number));
              });
            },
          },
          {
            ALT: () => {
              dots = this.CONSUME1(t.DotDot);
              most = this.SUBRULE2(this.number);
            },
          },
        ],
        ERR_MSG: "a number",
      });
      if (dots === undefined && least !== undefined) return least;
      return { kind: "range", ...(least && { least }), ...(most && { most }), span: this.span(start) };
    },
    () => this.noValue(),
  );

  readonly number: Rule<tree.NumberNode> = this.rule<tree.NumberNode>(
    "number",
    () =>
      this.OR({
        DEF: [
          { ALT: () => this.numberNode(this.CONSUME(t.NumberText)) },
          { ALT: () => this.numberNode(this.CONSUME(t.Quantity)) },
        ],
        ERR_MSG: "a number",
      }),
    () => ({ kind: "number", value: 0, unit: "", span: this.noName().span }),
  );

  readonly list: Rule<tree.ValueNode> = this.rule<tree.ValueNode>(
    "list",
    (): tree.ValueNode => {
      const start = this.start();
      const items: tree.ValueNode[] = [];
      this.CONSUME(t.LSquare);
      this.MANY(() => {
        items.push(this.SUBRULE(this.value));
        this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
      });
      this.CONSUME(t.RSquare);
      return { kind: "list", items, span: this.span(start) };
    },
    () => this.noValue(),
  );

  readonly map: Rule<tree.ValueNode> = this.rule<tree.ValueNode>(
    "map",
    (): tree.ValueNode => {
      const start = this.start();
      const settings = this.SUBRULE(this.settings);
      return { kind: "map", settings, span: this.span(start) };
    },
    () => this.noValue(),
  );

  readonly args: Rule<Args> = this.rule<Args>(
    "args",
    (): Args => {
      const args: tree.ValueNode[] = [];
      const settings: tree.SettingNode[] = [];
      this.CONSUME(t.LParen);
      this.MANY(() => {
        const start = this.start();
        const value = this.SUBRULE(this.value);
        this.OPTION(() => {
          this.CONSUME(t.Colon);
          settings.push(this.named(start, value, this.SUBRULE1(this.value)));
        });
        if (settings.at(-1)?.span.start !== start) args.push(value);
        this.separator(this.OPTION1(() => this.CONSUME(t.Comma)));
      });
      this.CONSUME(t.RParen);
      return { args, settings };
    },
    () => ({ args: [], settings: [] }),
  );

  readonly bounds: Rule<tree.ValueNode | undefined> = this.rule<tree.ValueNode | undefined>(
    "bounds",
    (): tree.ValueNode | undefined => {
      this.CONSUME(t.LSquare);
      const value = this.OPTION(() => this.SUBRULE(this.value));
      this.CONSUME(t.RSquare);
      return value;
    },
  );

  /** `name: value` in a call, of which the name was read as a value. */
  protected named(start: number, name: tree.ValueNode, value: tree.ValueNode): tree.SettingNode {
    const span = this.span(start);
    if (this.RECORDING_PHASE || name.kind === "missing") return { name: this.noName(), value, span };
    const text = name.kind === "string" ? { text: name.text, span: name.span } : undefined;
    const only = name.kind === "path" && name.parts.length === 1 ? name.parts[0] : text;
    if (only !== undefined) return { name: only, value, span };
    this.problems.push({ kind: "unexpected", expected: "`,`", found: "`:`", span: name.span });
    return { name: this.noName(), value, span };
  }
}

/** `string(pattern: "…")`: a named argument of a type is a map of one. */
function asCall(setting: tree.SettingNode): tree.ValueNode {
  return { kind: "map", settings: [setting], span: setting.span };
}

/** `orders.placed` as one name. */
function joinedName(parts: readonly tree.Name[]): tree.Name {
  const [first, last] = [parts[0], parts.at(-1)];
  // cast: a path has a part
  if (first === undefined || last === undefined || first === last) return first as tree.Name;
  const { file, start } = first.span;
  return { text: parts.map(({ text }) => text).join("."), span: { file, start, end: last.span.end } };
}

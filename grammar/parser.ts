/**
 * The grammar of the DSL, one rule a production, in reading order. It knows no broker: settings and kinds of channels
 * are words. Actions build the tree at once, which is three times as fast as a concrete tree in between.
 */
import type { IToken } from "chevrotain";
import type { Rule } from "./node-parser.ts";
import * as t from "./tokens.ts";
import type * as tree from "./tree.ts";
import { ValueParser } from "./value-parser.ts";

export class TreeParser extends ValueParser {
  constructor(validate: boolean) {
    super(validate);
    this.performSelfAnalysis();
  }

  readonly document: Rule<tree.DocumentNode> = this.rule<tree.DocumentNode>(
    "document",
    (): tree.DocumentNode => {
      const declarations: tree.DeclarationNode[] = [];
      const topologies: tree.Name[] = [];
      const settings: tree.SettingNode[][] = [];
      let format: IToken | undefined;
      this.MANY(() => {
        this.OR({
          DEF: [
            {
              IGNORE_AMBIGUITIES: true,
              ALT: () => {
                this.CONSUME(t.Waybill);
                format = this.CONSUME(t.NumberText);
              },
            },
            {
              IGNORE_AMBIGUITIES: true,
              ALT: () => {
                this.CONSUME(t.Topology);
                topologies.push(this.name(this.CONSUME(t.Word)));
                settings.push(this.OPTION(() => this.SUBRULE(this.settings)) ?? []);
              },
            },
            { ALT: () => declarations.push(this.SUBRULE(this.declaration)) },
          ],
          ERR_MSG: "a declaration",
        });
      });
      const version = format === undefined ? undefined : { text: format.image, span: this.spanOf(format) };
      return {
        file: this.at.file,
        ...(version && { format: version }),
        topologies,
        settings: settings.flat(),
        declarations,
        lost: [],
      };
    },
    () => ({ file: this.at.file, topologies: [], settings: [], declarations: [], lost: this.loseAll() }),
  );

  readonly declaration: Rule<tree.DeclarationNode> = this.rule<tree.DeclarationNode>(
    "declaration",
    (): tree.DeclarationNode =>
      this.OR<tree.DeclarationNode>({
        DEF: [
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.broker) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.message) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.enumeration) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.bind) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.service) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.guarantee) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.environment) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.use) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.repetition) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.shared) },
          { ALT: () => this.SUBRULE(this.channel) },
        ],
        ERR_MSG: "a declaration",
      }),
    () => this.broken(),
  );

  readonly broker: Rule<tree.BrokerNode> = this.rule<tree.BrokerNode>("broker", (): tree.BrokerNode => {
    const start = this.start();
    this.CONSUME(t.Broker);
    const name = this.SUBRULE(this.entityName);
    const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
    return { kind: "broker", name, settings, ...this.tail(start) };
  });

  readonly message: Rule<tree.MessageNode> = this.rule<tree.MessageNode>("message", (): tree.MessageNode => {
    const start = this.start();
    const isRecord = this.OR([
      { ALT: () => this.CONSUME(t.Message) && false },
      { ALT: () => this.CONSUME(t.Record) && true },
    ]);
    const name = this.SUBRULE(this.entityName);
    let fields: tree.FieldNode[] = [];
    let opaque: IToken | undefined;
    let source: tree.Name | undefined;
    let settings: tree.SettingNode[] = [];
    this.OR1({
      DEF: [
        { ALT: () => (fields = this.SUBRULE(this.fields)) },
        {
          ALT: () => {
            this.CONSUME(t.Colon);
            opaque = this.CONSUME1(t.Word);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.From);
            source = this.quotedName(this.CONSUME(t.Text));
            settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
          },
        },
      ],
      ERR_MSG: "`{`",
    });
    if (opaque !== undefined && opaque.image !== "opaque" && opaque.image !== "") {
      this.problems.push({
        kind: "unexpected",
        expected: "`opaque`",
        found: `\`${opaque.image}\``,
        span: this.spanOf(opaque),
      });
    }
    return {
      kind: isRecord ? "record" : "message",
      name,
      opaque: opaque !== undefined,
      ...(source && { source }),
      fields,
      settings,
      ...this.tail(start),
    };
  });

  readonly fields: Rule<tree.FieldNode[]> = this.rule<tree.FieldNode[]>(
    "fields",
    (): tree.FieldNode[] => {
      const fields: tree.FieldNode[] = [];
      this.CONSUME(t.LCurly);
      this.MANY(() => {
        fields.push(this.SUBRULE(this.field));
        this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
      });
      this.CONSUME(t.RCurly);
      return fields;
    },
    () => this.loseAll(),
  );

  readonly field: Rule<tree.FieldNode> = this.rule<tree.FieldNode>(
    "field",
    (): tree.FieldNode => {
      const start = this.start();
      const identity = this.OPTION({
        GATE: () => this.LA(2).tokenType !== t.Colon && this.LA(2).tokenType !== t.Question,
        DEF: () => this.CONSUME(t.Identity),
      });
      const name = this.name(this.CONSUME(t.Word));
      const optional = this.OPTION1(() => this.CONSUME(t.Question));
      this.CONSUME(t.Colon);
      const type = this.SUBRULE(this.type);
      return {
        name,
        identity: identity !== undefined,
        optional: optional !== undefined,
        type,
        ...this.tail(start),
      };
    },
    () => this.noField(),
  );

  readonly enumeration: Rule<tree.EnumNode> = this.rule<tree.EnumNode>("enumeration", (): tree.EnumNode => {
    const start = this.start();
    const values: tree.Name[] = [];
    this.CONSUME(t.Enum);
    const name = this.SUBRULE(this.entityName);
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      values.push(this.name(this.CONSUME1(t.Word)));
      this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
    });
    this.CONSUME(t.RCurly);
    return { kind: "enum", name, values, ...this.tail(start) };
  });

  readonly channel: Rule<tree.ChannelNode> = this.rule<tree.ChannelNode>("channel", (): tree.ChannelNode => {
    const start = this.start();
    const channelKind = this.name(this.CONSUME(t.Word));
    const name = this.SUBRULE(this.entityName);
    const broker = this.OPTION(() => {
      this.CONSUME(t.On);
      return this.SUBRULE(this.qualified);
    });
    const settings = this.OPTION1(() => this.SUBRULE(this.settings)) ?? [];
    return { kind: "channel", channelKind, name, ...(broker && { broker }), settings, ...this.tail(start) };
  });

  readonly bind: Rule<tree.BindNode> = this.rule<tree.BindNode>("bind", (): tree.BindNode => {
    const start = this.start();
    this.CONSUME(t.Bind);
    const from = this.SUBRULE(this.reference);
    this.CONSUME(t.Arrow);
    const to = this.SUBRULE1(this.reference);
    const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
    return { kind: "bind", from, to, settings, span: this.span(start) };
  });

  readonly service: Rule<tree.ServiceNode> = this.rule<tree.ServiceNode>("service", (): tree.ServiceNode => {
    const start = this.start();
    const settings: tree.SettingNode[] = [];
    const members: tree.MemberNode[] = [];
    this.CONSUME(t.Service);
    const name = this.SUBRULE(this.entityName);
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      this.OR({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType !== t.Colon,
            ALT: () => members.push(this.SUBRULE(this.member)),
          },
          { ALT: () => settings.push(this.SUBRULE(this.setting)) },
        ],
        ERR_MSG: "a producer, consumer, store or setting",
      });
      this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
    });
    this.CONSUME(t.RCurly);
    return { kind: "service", name, settings, members, ...this.tail(start) };
  });

  readonly member: Rule<tree.MemberNode> = this.rule<tree.MemberNode>(
    "member",
    (): tree.MemberNode =>
      this.OR<tree.MemberNode>([
        { ALT: () => this.SUBRULE(this.store) },
        { ALT: () => this.SUBRULE(this.producer) },
        { ALT: () => this.SUBRULE(this.consumer) },
      ]),
    () => this.broken(),
  );

  readonly store: Rule<tree.StoreNode> = this.rule<tree.StoreNode>("store", (): tree.StoreNode => {
    const start = this.start();
    this.CONSUME(t.Store);
    const name = this.SUBRULE(this.entityName);
    const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
    return { kind: "store", name, settings, ...this.tail(start) };
  });

  readonly producer: Rule<tree.EndpointNode> = this.rule<tree.EndpointNode>(
    "producer",
    (): tree.EndpointNode => {
      const start = this.start();
      this.CONSUME(t.Producer);
      const name = this.SUBRULE(this.entityName);
      this.CONSUME(t.Arrow);
      const channel = this.SUBRULE(this.reference);
      const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
      return { kind: "producer", name, channel, settings, ...this.tail(start) };
    },
  );

  readonly consumer: Rule<tree.EndpointNode> = this.rule<tree.EndpointNode>(
    "consumer",
    (): tree.EndpointNode => {
      const start = this.start();
      this.CONSUME(t.Consumer);
      const name = this.SUBRULE(this.entityName);
      this.CONSUME(t.BackArrow);
      const channel = this.SUBRULE(this.reference);
      const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
      return { kind: "consumer", name, channel, settings, ...this.tail(start) };
    },
  );

  readonly guarantee: Rule<tree.GuaranteeNode> = this.rule<tree.GuaranteeNode>(
    "guarantee",
    (): tree.GuaranteeNode => {
      const start = this.start();
      this.CONSUME(t.Guarantee);
      const from = this.SUBRULE(this.path);
      this.CONSUME(t.Arrow);
      const to = this.SUBRULE1(this.path);
      const settings = this.OPTION(() => this.SUBRULE(this.settings)) ?? [];
      return { kind: "guarantee", from, to, settings, span: this.span(start) };
    },
  );

  readonly environment: Rule<tree.EnvironmentNode> = this.rule<tree.EnvironmentNode>(
    "environment",
    (): tree.EnvironmentNode => {
      const start = this.start();
      const patches: tree.PatchNode[] = [];
      this.CONSUME(t.Environment);
      const name = this.SUBRULE(this.entityName);
      this.CONSUME(t.LCurly);
      this.MANY(() => {
        patches.push(this.SUBRULE(this.patch));
        this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
      });
      this.CONSUME(t.RCurly);
      return { kind: "environment", name, patches, ...this.tail(start) };
    },
  );

  /** `topic orders { replication: 1 }`; a service has patches of its members too. */
  readonly patch: Rule<tree.PatchNode> = this.rule<tree.PatchNode>("patch", (): tree.PatchNode => {
    const start = this.start();
    const settings: tree.SettingNode[] = [];
    const members: tree.PatchNode[] = [];
    const patched = this.name(this.CONSUME(t.Word));
    const name = this.SUBRULE(this.entityName);
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      this.OR({
        DEF: [
          {
            GATE: () => this.LA(2).tokenType !== t.Colon,
            ALT: () => members.push(this.SUBRULE1(this.patch)),
          },
          { ALT: () => settings.push(this.SUBRULE(this.setting)) },
        ],
        ERR_MSG: "a setting",
      });
      this.separator(this.OPTION(() => this.CONSUME(t.Comma)));
    });
    this.CONSUME(t.RCurly);
    return { class: patched, name, settings, members, span: this.span(start) };
  });

  readonly use: Rule<tree.UseNode> = this.rule<tree.UseNode>("use", (): tree.UseNode => {
    const start = this.start();
    const names: tree.Name[] = [];
    this.CONSUME(t.Use);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.name(this.CONSUME(t.Word))) });
    this.CONSUME(t.From);
    const from = this.quotedName(this.CONSUME(t.Text));
    return { kind: "use", names, from, span: this.span(start) };
  });

  readonly repetition: Rule<tree.ForNode> = this.rule<tree.ForNode>("repetition", (): tree.ForNode => {
    const start = this.start();
    const declarations: tree.DeclarationNode[] = [];
    this.CONSUME(t.For);
    const variable = this.name(this.CONSUME(t.Word));
    this.CONSUME(t.In);
    const values = this.name(this.CONSUME1(t.Word));
    this.CONSUME(t.LCurly);
    this.MANY(() => {
      declarations.push(this.SUBRULE(this.declaration));
    });
    this.CONSUME(t.RCurly);
    return { kind: "for", variable, values, declarations, span: this.span(start) };
  });

  readonly shared: Rule<tree.DeclarationNode> = this.rule<tree.DeclarationNode>(
    "shared",
    (): tree.DeclarationNode => {
      const span = this.spanOf(this.CONSUME(t.Shared));
      const declared = this.OR<tree.ShareableNode>({
        DEF: [
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.broker) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.message) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.enumeration) },
          { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.service) },
          { ALT: () => this.SUBRULE(this.channel) },
        ],
        ERR_MSG: "a declaration",
      });
      return this.RECORDING_PHASE ? declared : { ...declared, shared: span };
    },
  );
}

/** Entities of other modules. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../../diagnostics/define.ts";

const other = (text: string, name = "orders"): { path: string; text: string } => ({
  path: `${name}/${name}.waybill`,
  text: `waybill 1\ntopology ${name}\nbroker b { type: demo }\nmessage M { identity id: uuid }\n${text}`,
});
const own = (text: string): { path: string; text: string } => ({
  path: "shop/shop.waybill",
  text: `waybill 1\ntopology shop\nuse orders from "../orders"\n${text}`,
});
const READS = "service s { consumer c <- orders.placed }\n";
const SHARED = "shared log placed on b { carries: M }\n";

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  noModule: "there is no topology `{name}` in `{from}`: {reason}",
  circularUse: "topology `{name}` uses this one, or one that does",
  brokenModule: "topology `{name}` has errors of its own",
  notShared: "`{name}` is not shared",
  sharedClash: "this topology and `{module}` both have a {kind} `{name}`",
} as const;

const specs: SpecsOf<typeof messages> = {
  noModule: {
    code: "WB2028",
    severity: "error",
    message: messages.noModule,
    why: "Nothing of it can be used.",
    fix: "Name a folder beside this one, or a package in `node_modules`, that has files with that `topology` line.",
    example: { fires: [own("")], quiet: [own(""), other("")] },
  },
  circularUse: {
    code: "WB2029",
    severity: "error",
    message: messages.circularUse,
    why: "Neither could be read without the other.",
    fix: "Move what both need into a third topology.",
    example: {
      fires: [
        own(""),
        { path: "orders/orders.waybill", text: 'waybill 1\ntopology orders\nuse shop from "../shop"\n' },
      ],
      quiet: [own(""), other("")],
    },
  },
  brokenModule: {
    code: "WB2030",
    severity: "error",
    message: messages.brokenModule,
    why: "What it shares cannot be known.",
    fix: "Correct it; `waybill check` on its folder says what is wrong.",
    example: { fires: [own(""), other("log l on nowhere\n")], quiet: [own(""), other("log l on b\n")] },
  },
  notShared: {
    code: "WB2031",
    severity: "error",
    message: messages.notShared,
    why: "Its owners do not know that others rely on it.",
    fix: "Ask them to write `shared` before it.",
    example: {
      fires: [own(READS), other("log placed on b { carries: M }\n")],
      quiet: [own(READS), other(SHARED)],
    },
  },
  sharedClash: {
    code: "WB2032",
    severity: "error",
    message: messages.sharedClash,
    why: "They are judged together, and a name would mean either.",
    fix: "Rename one of them; `name:` keeps what the broker calls it.",
    example: {
      fires: [own("broker b { type: demo }\nlog placed on b\n"), other(SHARED)],
      quiet: [own("broker b { type: demo }\nlog mine on b\n"), other(SHARED)],
    },
  },
};

export const modules: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

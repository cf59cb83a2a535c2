/** Declarations that are repeated, and settings that differ by environment. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../../diagnostics/define.ts";

const head =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nenum R { eu, us }\nmessage M { identity id: uuid }\nlog l on b { carries: M }\n";
const BITS = `enum N { ${Array.from({ length: 30 }, (_, i) => `n${i}`).join(", ")} }\n`;

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  tooMany: "this repetition would make more than {limit} declarations",
  fixedSetting: "`{setting}` of {what} is the same in every environment",
  notPatched: "an environment changes settings of brokers, channels and services, not of a `{class}`{hint}",
} as const;

const specs: SpecsOf<typeof messages> = {
  tooMany: {
    code: "WB2025",
    severity: "error",
    message: messages.tooMany,
    why: "It was not written out.",
    fix: "Repeat over fewer values, or not within another repetition.",
    example: {
      fires: `${head}${BITS}for a in N { for b in N { for c in N { box "x-{a}-{b}-{c}" on b } } }\n`,
      quiet: `${head}for r in R { box "x-{r}" on b }\n`,
    },
  },
  fixedSetting: {
    code: "WB2026",
    severity: "error",
    message: messages.fixedSetting,
    why: "Types, generated code, and where messages go follow from it; an environment changes none of these.",
    fix: "Change it where the entity is declared.",
    example: {
      fires: `${head}environment dev { log l { carries: M } }\n`,
      quiet: `${head}environment dev { log l { partitions: 1 } }\n`,
    },
  },
  notPatched: {
    code: "WB2027",
    severity: "error",
    message: messages.notPatched,
    why: "An environment adds, removes and reroutes nothing.",
    fix: "Say it where it is declared.",
    example: {
      fires: `${head}environment dev { message M { } }\n`,
      quiet: `${head}environment dev { broker b { nodes: 1 } }\n`,
    },
  },
};

export const places: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

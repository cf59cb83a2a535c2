/** Findings as a SARIF 2.1.0 log (OASIS), for code scanning: what is wrong, where, by which rule, and how to repair it. */
import { createHash } from "node:crypto";
import type { Finding, Severity, Span } from "../../diagnostics/define.ts";
import type { Sources } from "../../diagnostics/position.ts";

/** What a log says of a rule. */
export interface SarifRule {
  readonly code: string;
  /** One sentence. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

/** The tool that found it. `rules` are those of the findings at least; others are left out. */
export interface SarifTool {
  readonly version: string;
  readonly rules: readonly SarifRule[];
}

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** A JSON value. Places are relative to the root of the sources, columns count UTF-16 units. */
export function sarifLog(findings: readonly Finding[], sources: Sources, tool: SarifTool): unknown {
  const used = new Set(findings.map(({ code }) => code));
  const rules = tool.rules.filter(({ code }) => used.has(code));
  const seen = new Map<string, number>();
  const results = findings.map((finding) => {
    const what = `${finding.code}\n${finding.span.file}\n${finding.message}`;
    const times = (seen.get(what) ?? 0) + 1;
    seen.set(what, times);
    const ruleIndex = rules.findIndex(({ code }) => code === finding.code);
    return result(finding, sources, { ruleIndex, fingerprint: digest(`${what}\n${times}`) });
  });
  const driver = { name: "waybill", version: tool.version, rules: rules.map(rule) };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
}

function rule({ code, title, why, fix }: SarifRule): unknown {
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why === "" ? title : why },
    help: { text: [...(why === "" ? [] : [why]), `To repair it: ${fix}`].join("\n\n") },
  };
}

interface Identity {
  readonly ruleIndex: number;
  /** Stays the same when lines move. */
  readonly fingerprint: string;
}

function result(finding: Finding, sources: Sources, { ruleIndex, fingerprint }: Identity): unknown {
  const { code, severity, message, span, notes = [], related = [], fix } = finding;
  return {
    ruleId: code,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: [message, ...notes].join("\n") },
    locations: [{ physicalLocation: place(span, sources) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, i) => ({
            id: i + 1,
            physicalLocation: place(each.span, sources),
            message: { text: each.label },
          })),
        }),
    ...(fix === undefined ? {} : { fixes: [sarifFix(fix, sources)] }),
    partialFingerprints: { "waybillFinding/v1": fingerprint },
  };
}

function sarifFix({ title, edits }: NonNullable<Finding["fix"]>, sources: Sources): unknown {
  const files = [...new Set(edits.map(({ span }) => span.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits
        .filter(({ span }) => span.file === file)
        .map(({ span, text }) => ({ deletedRegion: region(span, sources), insertedContent: { text } })),
    })),
  };
}

function place(span: Span, sources: Sources): unknown {
  return { artifactLocation: artifact(span.file), region: region(span, sources) };
}

function region({ file, start, end }: Span, sources: Sources): unknown {
  const lines = sources.lines(file);
  const [from, to] = [lines.at(start), lines.at(end)];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

/** A path as a relative URI reference. */
function artifact(file: string): unknown {
  // Half a surrogate pair cannot stand in a URI.
  const whole = file.replaceAll(/\p{Surrogate}/gu, "\ufffd");
  const uri = whole.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") || file.startsWith("..") ? { uri } : { uri, uriBaseId: "%SRCROOT%" };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

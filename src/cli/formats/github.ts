/** Findings as workflow commands, which GitHub shows at the lines they speak of. */
import type { Finding, Severity } from "../../diagnostics/define.ts";
import type { Sources } from "../../diagnostics/position.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };
const BY_SEVERITY: readonly Severity[] = ["error", "warning", "info"];

/**
 * One line a finding, the severest first: of each severity GitHub shows no more than ten a step. Escapes as
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions asks for.
 */
export function githubText(findings: readonly Finding[], sources: Sources): string {
  const ordered = BY_SEVERITY.flatMap((severity) => findings.filter((each) => each.severity === severity));
  return ordered.map((finding) => `${line(finding, sources)}\n`).join("");
}

function line({ severity, code, message, span, notes = [] }: Finding, sources: Sources): string {
  const lines = sources.lines(span.file);
  const [from, to] = [lines.at(span.start), lines.at(span.end)];
  // Columns are shown only where both ends stand in one line.
  const columns = from.line === to.line ? { col: from.column, endColumn: to.column } : {};
  const properties = { file: span.file, line: from.line, endLine: to.line, ...columns, title: code };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${COMMANDS[severity]} ${shown.join(",")}::${data([message, ...notes].join("\n"))}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

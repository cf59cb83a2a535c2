/** Compiling short texts in tests. */
import { applyAllowances, unusedFindings } from "../../src/compiler/allow.ts";
import { type Compiled, compile } from "../../src/compiler/compile.ts";
import type { ExampleSource, Finding } from "../../src/diagnostics/define.ts";
import type { MessageType } from "../../src/model/message-type.ts";
import { DEMO } from "./demo-broker.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export function filesOf(source: ExampleSource): readonly SourceFile[] {
  if (typeof source !== "string") return source;
  return [{ path: source.startsWith("waybill:") ? "example.waybill.yaml" : "example.waybill", text: source }];
}

export function compileText(source: ExampleSource): Compiled {
  return compile(filesOf(source), { brokers: [DEMO] });
}

/** With allowances applied on the first of January 2030. */
export function findingsOf(source: ExampleSource): readonly Finding[] {
  const { findings, allowances } = compileText(source);
  const applied = applyAllowances(findings, allowances, "2030-01-01");
  return [...applied.findings, ...unusedFindings(applied.unused)];
}

/** `code "marked text"`, for each finding. */
export function marksOf(text: string, path = "example.waybill"): string[] {
  const { findings } = compile([{ path, text }], { brokers: [DEMO] });
  return findings.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);
}

/** A topology without where things were written. */
export function bare(value: unknown): unknown {
  const dropped = ["origin", "origins"];
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => (dropped.includes(key) ? undefined : each)),
  );
}

export const SPEC_HEAD = "waybill 1\ntopology shop\nbroker b { type: demo }\n";

/** A spec with the files that it may name, by their paths. */
export function compileWith(
  spec: string,
  files: Readonly<Record<string, unknown>>,
  path = "specs/shop.waybill",
): Compiled {
  const others = Object.entries(files).map(([name, value]) => ({
    path: name,
    text: typeof value === "string" ? value : JSON.stringify(value),
  }));
  return compile([{ path, text: spec }, ...others], { brokers: [DEMO] });
}

export function told({ findings }: Compiled): string[] {
  return findings.map(({ code, message }) => `${code} ${message}`);
}

export function messageOf({ topology }: Compiled, name: string): MessageType | undefined {
  return topology?.types.find((type) => type.name === name);
}

/** What Waybill prints about the examples of the registry, without a terminal. */
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { GENERATE_BROKERS } from "../../src/brokers/generation.ts";
import { findingLines } from "../../src/cli/findings/frame.ts";
import { importFindings, isOfImport } from "./import-example.ts";
import { painter } from "../../src/cli/text.ts";
import { describedSchema } from "../../src/codegen/emit/validator-files.ts";
import { ValidatorCompiler } from "../../src/codegen/emit/validators.ts";
import { refusals } from "../../src/codegen/refusals.ts";
import { applyAllowances, unusedFindings } from "../../src/compiler/allow.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { DiagnosticSpec, ExampleSource, Finding } from "../../src/diagnostics/define.ts";
import { Sources } from "../../src/diagnostics/position.ts";
import { DEMO_GENERATION } from "../../test/codegen/demo-generation.ts";
import { DEMO } from "../../test/compiler/demo-broker.ts";

export interface ExampleFile {
  readonly path: string;
  readonly text: string;
}

/** Allowances of the examples end before or after it. */
const TODAY = "2030-01-01";
const PLAIN = painter(false);

export function filesOf(source: ExampleSource): readonly ExampleFile[] {
  if (typeof source !== "string") return source;
  return [{ path: source.startsWith("waybill:") ? "example.waybill.yaml" : "example.waybill", text: source }];
}

/** Lines of the first finding with the entry's code. Throws where the example does not give it. */
export function outputOf({ code, example }: DiagnosticSpec): readonly string[] {
  const files = filesOf(example.fires);
  const finding = findingsOf(code, files).find((each) => each.code === code);
  if (finding === undefined) throw new Error(`the example of ${code} does not give it`);
  return findingLines(finding, new Sources(files), PLAIN);
}

function findingsOf(code: string, files: readonly ExampleFile[]): readonly Finding[] {
  if (isOfImport(code)) return importFindings(files, code);
  if (code.startsWith("WB5")) return refused(files);
  const { findings, allowances } = compile(files, { brokers: [DEMO, ...ANALYSIS_BROKERS] });
  const applied = applyAllowances(findings, allowances, TODAY);
  return [...applied.findings, ...unusedFindings(applied.unused)];
}

const validators = new ValidatorCompiler();

function refused(files: readonly ExampleFile[]): readonly Finding[] {
  const brokers = [...GENERATE_BROKERS, DEMO_GENERATION];
  const { topology } = compile(files, { brokers: brokers.map(({ rules }) => rules) });
  if (topology === undefined) throw new Error("an example of generation does not compile");
  return refusals(topology, brokers, (source) => validators.problemOf(describedSchema(source)));
}

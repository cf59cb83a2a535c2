/** Generates from texts of specs, as the command does. */
import { GENERATE_BROKERS } from "../../src/brokers/generation.ts";
import type { GenerateBroker } from "../../src/codegen/broker.ts";
import { runtimeSources } from "../../src/cli/generate/runtime-sources.ts";
import { tsMorphPrinter } from "../../src/codegen/emit/ts-morph-printer.ts";
import { ValidatorCompiler } from "../../src/codegen/emit/validators.ts";
import { generate, type GenerateOptions } from "../../src/codegen/generate.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { SpecSource } from "../../src/codegen/plan/scene.ts";
import type { Topology } from "../../src/model/topology.ts";

const print = tsMorphPrinter();
const runtime = runtimeSources();

export function optionsOf(more: Partial<GenerateOptions> = {}): GenerateOptions {
  return {
    brokers: GENERATE_BROKERS,
    version: "0.0.0",
    importExtension: ".js",
    validate: "both",
    runtime,
    print,
    validators: new ValidatorCompiler(),
    before: () => undefined,
    ...more,
  };
}

export function topologyOf(
  sources: readonly SpecSource[],
  brokers: readonly GenerateBroker[] = GENERATE_BROKERS,
): Topology {
  const { topology, findings } = compile(sources, {
    brokers: brokers.map(({ rules }) => rules),
  });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (topology === undefined || errors.length > 0) throw new Error(JSON.stringify(errors));
  return topology;
}

/** Texts of all files by path. */
export function generated(text: string, more: Partial<GenerateOptions> = {}): ReadonlyMap<string, string> {
  return generatedFrom([{ path: "t.waybill", text }], more);
}

/** The same for a spec of several files. */
export function generatedFrom(
  sources: readonly SpecSource[],
  more: Partial<GenerateOptions> = {},
): ReadonlyMap<string, string> {
  return generate(topologyOf(sources), sources, optionsOf(more));
}

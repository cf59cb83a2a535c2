/** `waybill generate [paths] --out DIR`: typed clients of each service. */
import { join, resolve } from "node:path";
import manifest from "../../../package.json" with { type: "json" };
import { present } from "../../base/assert.ts";
import { GENERATE_BROKERS } from "../../brokers/generation.ts";
import { tsMorphPrinter } from "../../codegen/emit/ts-morph-printer.ts";
import { describedSchema } from "../../codegen/emit/validator-files.ts";
import { ValidatorCompiler } from "../../codegen/emit/validators.ts";
import { stampOf } from "../../codegen/emit/header.ts";
import { generate, type GenerateOptions } from "../../codegen/generate.ts";
import { refusals } from "../../codegen/refusals.ts";
import { applyAllowances } from "../../compiler/allow.ts";
import { type Compiled, compileAll } from "../../compiler/compile.ts";
import { moduleFolders } from "../../compiler/syntax/file-paths.ts";
import type { Source } from "../../compiler/syntax/read.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { Sources } from "../../diagnostics/position.ts";
import type { Topology } from "../../model/topology.ts";
import { type Call, type CommandSpec, oneOf, readCall } from "../call.ts";
import { displayPath } from "../find-specs.ts";
import { findingLines } from "../findings/frame.ts";
import { loadSpecs, todayOf, withNamed } from "../load.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import { configAround, type GenerateConfig } from "./config.ts";
import { type Difference, differenceOf, readFolder, writeFolders } from "./folder.ts";
import { type OutputPlace, outputPlaces } from "./places.ts";
import { projectAround, type Wanted } from "./project.ts";
import { runtimeSources } from "./runtime-sources.ts";
import { staleLines } from "./stale.ts";

const SPEC: CommandSpec = {
  name: "generate",
  takes: "[paths] --out DIR",
  doc: "writes a typed client of each service, one folder a topology, as waybill.config.* says",
  formats: ["text"],
  options: {
    out: { type: "string", value: "DIR", doc: "the folder to write into; each topology gets a folder there" },
    env: {
      type: "string",
      value: "NAME",
      doc: "with the settings of this environment; a topology without it is generated as it is declared",
    },
    check: { type: "boolean", doc: "write nothing, and fail if something would be written: says why" },
    force: { type: "boolean", doc: "write over generated files that were edited by hand" },
    validate: {
      type: "string",
      value: "WHEN",
      doc: "check messages on both ways, or on one: both, send, receive, off",
    },
    "import-extension": {
      type: "string",
      value: "END",
      doc: "how imports end: .js, .ts or none (default: as tsconfig.json asks)",
    },
    module: { type: "string", value: "KIND", doc: "esm or cjs (default: as tsconfig.json says)" },
  },
  examples: [
    "waybill generate topology/ --out src/generated",
    "waybill generate topology/ --out src/generated --check",
  ],
};

const WHEN = ["both", "send", "receive", "off"] as const;

/** Throws UsageError. */
export async function runGenerate(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const config = await configAround(cwd);
  const given = call.text("out");
  const out = given === undefined ? config?.out : resolve(cwd, given);
  if (out === undefined && (config?.services.size ?? 0) === 0)
    throw new UsageError("generate needs the folder to write into: --out DIR");
  const wanted = wantedOf(call, config);
  const validate = oneOf("validate", call.text("validate") ?? config?.validate, WHEN);
  const sources = loadSpecs(call.positionals, cwd);
  const compiled = inEnvironment(
    compileAll(sources, { brokers: GENERATE_BROKERS.map(({ rules }) => rules) }),
    call.text("env"),
  );
  const validators = new ValidatorCompiler();
  const errors = compiled.flatMap((each) => errorsOf(each, validators));
  if (errors.length > 0) return refused(errors, sources, call);
  const places = outputPlaces(generated(compiled), out, config);
  const shared = {
    brokers: GENERATE_BROKERS,
    version: manifest.version,
    validate,
    runtime: runtimeSources(),
    print: tsMorphPrinter(),
    validators,
  };
  const outputs = places.map((place) => outputOf(place, { ...shared, wanted, sources, cwd }));
  return call.flag("check") ? told(outputs, call) : written(outputs, call, cwd);
}

interface Shared extends Omit<GenerateOptions, "importExtension" | "before"> {
  readonly wanted: Wanted;
  readonly sources: readonly Source[];
  readonly cwd: string;
}

function outputOf(place: OutputPlace<Generated>, { wanted, sources, cwd, ...shared }: Shared): Output {
  const { topology, paths, environment } = place.of;
  const folder = join(place.out, place.name);
  const found = readFolder(folder);
  const texts = generate(topology, withTheirFiles(paths, sources), {
    ...shared,
    importExtension: projectAround(place.out, wanted).importExtension,
    services: place.services,
    onlyUsedTypes: place.isOwn,
    before: (path) => found.get(path)?.text,
    ...(environment === undefined ? {} : { environment }),
  });
  return { folder: displayPath(folder, cwd), texts, difference: differenceOf(texts, found) };
}

interface Chosen extends Compiled {
  readonly environment?: string;
}

/** Each topology with the settings of the environment of that name, where it has it. Throws UsageError where none does. */
function inEnvironment(compiled: readonly Compiled[], environment: string | undefined): readonly Chosen[] {
  if (environment === undefined) return compiled;
  const known = compiled.flatMap(({ environments }) => environments.map(({ name }) => name));
  if (!known.includes(environment))
    throw new UsageError(
      `there is no environment ${environment.slice(0, 100)}: ${known.length === 0 ? "there is none" : `there are ${[...new Set(known)].join(", ")}`}`,
    );
  return compiled.map((each): Chosen => {
    const own = each.environments.find(({ name }) => name === environment);
    if (own === undefined) return each;
    const { name, ...settings } = own;
    return { ...each, ...settings, environment: name };
  });
}

/** The specs at `paths`, and the files that they name. */
function withTheirFiles(paths: readonly string[], sources: readonly Source[]): readonly Source[] {
  const specs = sources.filter(({ path }) => paths.includes(path));
  return withNamed(specs, {
    file: (path) =>
      present(
        sources.find((source) => source.path === path),
        "what a spec names was read together with it",
      ),
    module: (from, by) => {
      const folders = moduleFolders(by, from);
      return sources.filter(({ path }) =>
        folders.includes(path.slice(0, Math.max(0, path.lastIndexOf("/")))),
      );
    },
  });
}

interface Output {
  readonly folder: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly difference: Difference;
}

/** What the call says goes before what the config does. */
function wantedOf(call: Call, config: GenerateConfig | undefined): Wanted {
  const extension = call.text("import-extension") ?? config?.importExtension;
  const module = call.text("module") ?? config?.module;
  const end =
    extension === undefined ? undefined : oneOf("import-extension", extension, [".js", ".ts", "none"]);
  return {
    module: module === undefined ? undefined : oneOf("module", module, ["esm", "cjs"]),
    importExtension: end === "none" ? "" : end,
  };
}

/** What is wrong with the topology; if nothing is, what no client can do of it. */
function errorsOf(
  { topology, findings, allowances }: Compiled,
  validators: ValidatorCompiler,
): readonly Finding[] {
  const kept = applyAllowances(findings, allowances, todayOf(new Date())).findings;
  const errors = kept.filter(({ severity }) => severity === "error");
  return errors.length > 0 || topology === undefined
    ? errors
    : refusals(topology, GENERATE_BROKERS, (source) => validators.problemOf(describedSchema(source)));
}

function refused(errors: readonly Finding[], sources: readonly Source[], call: Call): ExitCode {
  const paint = painter(call.terminal.colour);
  const texts = new Sources(sources);
  for (const finding of errors) call.terminal.out(`${findingLines(finding, texts, paint).join("\n")}\n`);
  call.terminal.err("nothing was written\n");
  return EXIT.findings;
}

interface Generated extends Chosen {
  readonly topology: Topology;
}

/** Throws UsageError where two topologies have one name. */
function generated(compiled: readonly Chosen[]): readonly Generated[] {
  const seen = new Set<string>();
  return compiled.flatMap((each): readonly Generated[] => {
    const { topology } = each;
    if (topology === undefined) return [];
    if (seen.has(topology.name))
      throw new UsageError(`two topologies are called ${topology.name}: generate them one by one`);
    seen.add(topology.name);
    return [{ ...each, topology }];
  });
}

function told(outputs: readonly Output[], call: Call): ExitCode {
  const lines = outputs.flatMap(({ folder, texts, difference }) => {
    const now = stampOf([...texts.values()][0] ?? "");
    return staleLines(folder, difference, { version: manifest.version, spec: now?.spec ?? "" });
  });
  for (const line of lines) call.terminal.out(`${line}\n`);
  return lines.length > 0 ? EXIT.findings : EXIT.fine;
}

function written(outputs: readonly Output[], call: Call, cwd: string): ExitCode {
  const inTheWay = outputs.flatMap(({ folder, difference: { foreign, edited } }) => [
    ...foreign.map((path) => `not written by Waybill: ${folder}/${path}`),
    ...(call.flag("force") ? [] : edited.map((path) => `edited by hand: ${folder}/${path}`)),
  ]);
  if (inTheWay.length > 0) {
    for (const line of inTheWay) call.terminal.out(`${line}\n`);
    call.terminal.err(
      "nothing was written: move these files away, or your changes out of them (--force writes over edits)\n",
    );
    return EXIT.findings;
  }
  const changed = outputs.map(({ folder, texts, difference }) => {
    const { missing, stale, edited, left } = difference;
    return { folder: resolve(cwd, folder), texts, paths: [...missing, ...stale.keys(), ...edited], left };
  });
  writeFolders(changed);
  for (const [o, { folder, texts }] of outputs.entries()) {
    const { paths = [], left = [] } = changed[o] ?? {};
    if (!call.isQuiet) call.terminal.err(`${folder}: ${summary(texts.size, paths.length, left.length)}\n`);
  }
  return EXIT.fine;
}

function summary(all: number, wrote: number, removed: number): string {
  if (wrote + removed === 0) return `${all} files, all up to date`;
  return `wrote ${wrote} of ${all} files${removed === 0 ? "" : `, removed ${removed}`}`;
}

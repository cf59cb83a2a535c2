/** Generated clients of a live run: written as JavaScript to a folder of the run. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import manifest from "../../../../package.json" with { type: "json" };
import { GENERATE_BROKERS } from "../../../brokers/generation.ts";
import { tsMorphPrinter } from "../../../codegen/emit/ts-morph-printer.ts";
import { describedSchema } from "../../../codegen/emit/validator-files.ts";
import { ValidatorCompiler } from "../../../codegen/emit/validators.ts";
import { generate, generatedServices } from "../../../codegen/generate.ts";
import { planTypes } from "../../../codegen/plan/types.ts";
import { refusals } from "../../../codegen/refusals.ts";
import type { Finding } from "../../../diagnostics/define.ts";
import type { Topology } from "../../../model/topology.ts";
import { UsageError } from "../../output.ts";
import { runtimeSources } from "../../generate/runtime-sources.ts";
import type { CodecNames } from "./protocol.ts";

/** What the clients of a topology are reached by. */
export interface Clients {
  /** URL of their folder, with a slash at its end. */
  readonly url: string;
  readonly codecs: Readonly<Record<string, CodecNames>>;
}

/** What no client can do of the topology. */
export function refusedClients(topology: Topology): readonly Finding[] {
  const validators = new ValidatorCompiler();
  return refusals(topology, GENERATE_BROKERS, (source) => validators.problemOf(describedSchema(source)));
}

/** Module of the transport of a service on a broker of that type. */
export function transportOf(type: string, client: string): string {
  const broker = GENERATE_BROKERS.find(({ rules }) => rules.type === type);
  return broker?.profiles[client]?.transport ?? "";
}

/** Throws UsageError where a client library is not installed beside `project`. */
export function mustBeInstalled(topology: Topology, project: string): void {
  const find = createRequire(pathToFileURL(join(project, "package.json")));
  const missing = new Map<string, string>();
  for (const service of generatedServices(topology))
    for (const { rules, profiles } of GENERATE_BROKERS) {
      const profile = profiles[service.client];
      if (profile === undefined || !topology.brokers.some(({ type }) => type === rules.type)) continue;
      if (!touches(topology, service, rules.type) || isInstalled(find, profile.package)) continue;
      missing.set(profile.package, `${profile.package}@${profile.versions}`);
    }
  if (missing.size === 0) return;
  const names = [...missing.keys()].join(" and ");
  throw new UsageError(
    `${names} ${missing.size === 1 ? "is" : "are"} not installed here, and generated clients stand on ${missing.size === 1 ? "it" : "them"}: npm install ${[...missing.values()].map((each) => `"${each}"`).join(" ")}`,
  );
}

function touches(
  { channels, brokers }: Topology,
  service: Topology["services"][number],
  type: string,
): boolean {
  const refs = [...service.producers.map(({ to }) => to), ...service.consumers.map(({ from }) => from)];
  const names = new Set(brokers.filter((broker) => broker.type === type).map(({ name }) => name));
  return channels.some(
    ({ kind, name, broker }) =>
      names.has(broker) && refs.some((ref) => ref.kind === kind && ref.name === name),
  );
}

function isInstalled(find: NodeJS.Require, name: string): boolean {
  try {
    find.resolve(name);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  }
}

/** Writes the clients of `topology` below `folder`. */
export function writeClients(topology: Topology, folder: string): Clients {
  const texts = generate(topology, [], {
    brokers: GENERATE_BROKERS,
    version: manifest.version,
    importExtension: ".js",
    validate: "both",
    runtime: runtimeSources(),
    print: tsMorphPrinter(),
    validators: new ValidatorCompiler(),
    before: () => undefined,
  });
  const root = join(folder, "clients");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "package.json"), '{ "type": "module" }\n');
  for (const [path, text] of texts) {
    const file = join(root, path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, javascriptOf(text));
  }
  const { messages } = planTypes(topology, true);
  const rewritten = messages.filter(({ type }) => !type.opaque && type.source === undefined);
  return {
    url: `${pathToFileURL(root).href}/`,
    codecs: Object.fromEntries(
      rewritten.map(({ type, toWire, fromWire }) => [type.name, { toWire, fromWire }]),
    ),
  };
}

/** TypeScript as an ES module of JavaScript; nothing of it is checked. */
export function javascriptOf(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}

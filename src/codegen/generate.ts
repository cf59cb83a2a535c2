/** From a topology to the files of its clients: texts by path. Nothing is written here. */
import { textPrint } from "../base/text-print.ts";
import type { Topology } from "../model/topology.ts";
import type { GenerateBroker } from "./broker.ts";
import { checksModule } from "./emit/checks.ts";
import { codecsModule } from "./emit/codecs.ts";
import { constantsModule } from "./emit/constants.ts";
import { stamped } from "./emit/header.ts";
import { indexModule } from "./emit/index-module.ts";
import { messagesModule } from "./emit/messages.ts";
import type { ModuleSpec, PrintModule } from "./emit/module.ts";
import { type RuntimeSources, runtimeTexts } from "./emit/runtime.ts";
import { serviceModule, type Validate } from "./emit/services.ts";
import type { ValidatorCompiler } from "./emit/validators.ts";
import { validatorFiles } from "./emit/validator-files.ts";
import { Scene, type SpecSource } from "./plan/scene.ts";
import { planServices, type ServiceModule } from "./plan/services.ts";
import { planTypes } from "./plan/types.ts";
import { withUsedTypes } from "./plan/used-types.ts";

/** The end of relative imports. */
export type ImportExtension = ".js" | ".ts" | "";

export interface GenerateOptions {
  readonly brokers: readonly GenerateBroker[];
  /** Version of Waybill. */
  readonly version: string;
  readonly importExtension: ImportExtension;
  readonly validate: Validate;
  /** Name of the environment whose settings `topology` has. */
  readonly environment?: string;
  /** Only these services, by name; all where this is absent. */
  readonly services?: ReadonlySet<string>;
  /** No other types than those that the services need. */
  readonly onlyUsedTypes?: boolean;
  readonly runtime: RuntimeSources;
  readonly print: PrintModule;
  readonly validators: ValidatorCompiler;
  /** Text of a file that an earlier run may have written, by its path in the output: validators that still hold are taken from there. */
  readonly before: (path: string) => string | undefined;
}

/**
 * Texts by path, relative to the folder of the topology; the same for the same input. `topology` is expanded and sound, and
 * the brokers have no objection to its services.
 */
export function generate(
  topology: Topology,
  sources: readonly SpecSource[],
  options: GenerateOptions,
): ReadonlyMap<string, string> {
  const { version, print, importExtension: ending, validate } = options;
  const scene = new Scene(topology, sources, options.brokers);
  const wanted = generatedServices(topology).filter(({ name }) => options.services?.has(name) ?? true);
  const own = options.onlyUsedTypes === true ? withUsedTypes(topology, scene, wanted) : topology;
  const types = planTypes(own, validate !== "off");
  const services = planServices(scene, types, wanted);
  const spec = specPrint(topology);
  const modules: readonly ModuleSpec[] = [
    messagesModule(types),
    codecsModule(types),
    ...checksModule(types),
    constantsModule(scene),
    ...services.map((service) => serviceModule(service, types, validate)),
    indexModule(services, sources, options.environment),
  ];
  const files = new Map<string, string>();
  for (const module of modules) files.set(`${module.path}.ts`, stamped(version, spec, print(module, ending)));
  for (const [path, text] of validatorFiles(types, spec, options)) files.set(path, text);
  for (const [path, text] of runtimeTexts(options.runtime, transportsOf(scene, services), ending))
    files.set(`${path}.ts`, stamped(version, spec, text));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Services of others take part in checks only; those of another module are generated with that. */
export function generatedServices({ services }: Topology): Topology["services"] {
  return services.filter(({ external, module }) => !external && module === undefined);
}

/** Entries of transports by the folder of their broker. */
function transportsOf(
  scene: Scene,
  modules: readonly ServiceModule[],
): ReadonlyMap<string, readonly string[]> {
  const entries = new Map<string, Set<string>>();
  for (const { service, brokers } of modules) {
    for (const { name, kind } of brokers) {
      const profile = scene.rules(scene.broker(name)).profiles[service.client];
      if (profile === undefined) continue;
      const known = entries.get(kind) ?? new Set();
      entries.set(kind, known.add(profile.transport));
    }
  }
  return new Map([...entries].map(([kind, names]) => [kind, [...names].sort()]));
}

/** Of what the spec says, however it is written down. */
function specPrint(topology: Topology): string {
  return textPrint(
    JSON.stringify(topology, (name, value: unknown) =>
      name === "origin" || name === "origins" ? undefined : value,
    ),
  );
}

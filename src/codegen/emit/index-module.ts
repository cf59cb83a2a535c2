/** `index.ts`: the spec and all services, for tests. A program imports the module of its own service. */
import type { ServiceModule } from "../plan/services.ts";
import { type SpecSource, withShortPaths } from "../plan/scene.ts";
import { Code, type Data } from "../plan/data.ts";
import { dataLiteral, typeKey } from "./literal.ts";
import type { ModuleSpec } from "./module.ts";

/** `environment`: the one whose settings the services have. */
export function indexModule(
  modules: readonly ServiceModule[],
  sources: readonly SpecSource[],
  environment: string | undefined,
): ModuleSpec {
  const spec: Data = {
    sources: withShortPaths(sources).map(({ path, text }) => ({ path, text })),
    environment,
  };
  const services = Object.fromEntries(modules.map(({ service, name }) => [service.name, new Code(name)]));
  const types = modules.map(({ service, name }) => `  readonly ${typeKey(service.name)}: typeof ${name};\n`);
  return {
    path: "index",
    imports: modules.map(({ path, name }) => ({ from: path, values: [name] })),
    statements: [
      {
        kind: "const",
        name: "spec",
        doc: ["The spec as it was when this was generated."],
        type: "{ readonly sources: readonly { readonly path: string; readonly text: string }[]; readonly environment?: string }",
        value: dataLiteral(spec),
      },
      {
        kind: "const",
        name: "services",
        doc: ["Every service, by its name in the spec."],
        type: types.length === 0 ? "{}" : `{\n${types.join("")}}`,
        value: dataLiteral(services),
      },
    ],
  };
}

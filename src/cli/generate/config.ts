/** `waybill.config.*`: what `generate` is told once for all its calls. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import { readPlain } from "../../compiler/syntax/plain.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { displayPath } from "../find-specs.ts";
import { readText } from "../files.ts";
import { UsageError } from "../output.ts";

/** Paths are absolute; texts are as they are written, and may say anything. */
export interface GenerateConfig {
  /** Of the file, for people. */
  readonly path: string;
  readonly out?: string;
  readonly importExtension?: string;
  readonly module?: string;
  readonly validate?: string;
  /** Folders of services that have one of their own, by `service` or `topology.service`. */
  readonly services: ReadonlyMap<string, string>;
}

const NAMES = ["ts", "js", "json", "yaml", "yml"].map((ending) => `waybill.config.${ending}`);

type Fields = Readonly<Record<string, unknown>>;

/** Of the nearest folder from `cwd` upwards that has one, up to that of the repository. Throws UsageError. */
export async function configAround(cwd: string): Promise<GenerateConfig | undefined> {
  const at = configFile(resolve(cwd));
  if (at === undefined) return undefined;
  const path = displayPath(at, cwd);
  const fields = (value: unknown, what: string, known: readonly string[] | undefined): Fields =>
    fieldsOf(value, `${path}: ${what}`, known);
  const { generate = {} } = fields(await valueIn(at, path), "what it says", ["generate"]);
  const said = fields(generate, "generate", ["out", "importExtension", "module", "validate", "services"]);
  const text = (name: "out" | "importExtension" | "module" | "validate"): Fields => {
    const value = said[name];
    return value === undefined ? {} : { [name]: textOf(value, `${path}: generate.${name}`) };
  };
  const place = (value: unknown, what: string): string => within(at, textOf(value, what), what);
  const services = Object.entries(fields(said["services"] ?? {}, "generate.services", undefined)).map(
    ([name, service]): [string, string] => {
      const what = `generate.services.${name}`;
      return [name, place(fields(service, what, ["out"])["out"], `${path}: ${what}.out`)];
    },
  );
  return {
    path,
    ...(said["out"] === undefined ? {} : { out: place(said["out"], `${path}: generate.out`) }),
    ...text("importExtension"),
    ...text("module"),
    ...text("validate"),
    services: new Map(services),
  };
}

function configFile(folder: string): string | undefined {
  const found = NAMES.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const [first, second] = found;
  if (second !== undefined)
    throw new UsageError(`there is more than one waybill.config in ${folder}: keep one of them`);
  if (first !== undefined) return first;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, ".git")) ? undefined : configFile(above);
}

async function valueIn(at: string, path: string): Promise<unknown> {
  if (/\.(?:json|ya?ml)$/.test(at)) {
    const { value, findings } = readPlain({ path, text: readText(at, dirname(at)) });
    if (value !== undefined && value !== null) return value;
    throw new UsageError(`cannot read ${path}: ${findings[0]?.message ?? "there is nothing in it"}`);
  }
  try {
    // cast: a module is an object of what it exports.
    const module = (await import(at.endsWith(".ts") ? compiled(at) : pathToFileURL(at).href)) as Fields;
    if (module["default"] !== undefined) return module["default"];
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new UsageError(`cannot read ${path}: ${reason}`);
  }
  throw new UsageError(`cannot read ${path}: it has no default export`);
}

/** Types are left out; imports of other files do not lead anywhere from there. */
function compiled(at: string): string {
  const { outputText } = ts.transpileModule(readFileSync(at, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return `data:text/javascript,${encodeURIComponent(outputText)}`;
}

/** `known`: the names that there are; any, where it is undefined. */
function fieldsOf(value: unknown, what: string, known: readonly string[] | undefined): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${what} is no object`);
  // cast: it is an object.
  const fields = value as Fields;
  for (const name of known === undefined ? [] : Object.keys(fields)) {
    if (known?.includes(name) === true) continue;
    const meant = nearest(name, known ?? []);
    const hint = meant === undefined ? `there is ${(known ?? []).join(", ")}` : `did you mean ${meant}?`;
    throw new UsageError(`${what} has no setting ${name.slice(0, 100)}: ${hint}`);
  }
  return fields;
}

function textOf(value: unknown, what: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`${what} is no text`);
}

/** A folder by its path from that of the config, in which it has to lie. */
function within(at: string, path: string, what: string): string {
  const folder = dirname(at);
  const target = resolve(folder, path);
  const way = relative(folder, target);
  if (way === ".." || way.startsWith(`..${sep}`) || resolve(folder, way) !== target)
    throw new UsageError(`${what} leads out of the folder of the config: ${path.slice(0, 200)}`);
  return target;
}

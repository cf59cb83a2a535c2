/**
 * Module hooks of a service's process: what the generated clients import by a package's name is taken from the user's
 * project, wherever the clients lie, and the user's TypeScript runs as the JavaScript that the command made of it.
 */
import { readFileSync } from "node:fs";

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}
interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: true;
}
interface Context {
  readonly parentURL?: string;
}
/** What the hooks are given. */
export interface LoaderData {
  /** URL of the folder of the generated clients, and of a file in the user's project. */
  readonly folder: string;
  readonly project: string;
  /** Files with the JavaScript of modules, by the URLs of the modules. */
  readonly modules: Readonly<Record<string, string>>;
}

let data: LoaderData = { folder: "", project: "", modules: {} };

/** Called by Node with what the process gives. */
export function initialize(given: LoaderData): void {
  data = given;
}

/** Called by Node for each import. */
export function resolve(
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Promise<Resolved>,
): Resolved | Promise<Resolved> {
  const isBare = !/^(?:\.\.?(?:\/|$)|\/|[a-z]+:)/.test(specifier);
  if (isBare) {
    const isOurs = context.parentURL?.startsWith(data.folder) === true;
    return next(specifier, isOurs ? { ...context, parentURL: data.project } : context);
  }
  const url = new URL(specifier, context.parentURL).href;
  const source = [url, ...sourcesOf(url)].find((each) => Object.hasOwn(data.modules, each));
  return source === undefined ? next(specifier, context) : { url: source, shortCircuit: true };
}

/** What TypeScript may have in the place of a module. */
function sourcesOf(url: string): readonly string[] {
  return [
    url.replace(/\.js$/, ".ts"),
    url.replace(/\.js$/, ".tsx"),
    url.replace(/\.mjs$/, ".mts"),
    `${url}.ts`,
    `${url}/index.ts`,
  ];
}

/** Called by Node for each module. */
export function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<Loaded>,
): Loaded | Promise<Loaded> {
  const file = data.modules[url];
  if (file === undefined) return next(url, context);
  return { format: "module", source: readFileSync(file, "utf8"), shortCircuit: true };
}

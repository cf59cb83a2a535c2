/** What the TypeScript project around a folder asks of generated imports. */
import { readFileSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { ts } from "ts-morph";
import type { ImportExtension } from "../../codegen/generate.ts";
import { UsageError } from "../output.ts";

export type ModuleKind = "esm" | "cjs";

export interface Project {
  readonly module: ModuleKind;
  readonly importExtension: ImportExtension;
}

/** What is written on the command line, where something is. */
export interface Wanted {
  readonly module: ModuleKind | undefined;
  readonly importExtension: ImportExtension | undefined;
}

/** By the nearest `tsconfig.json` above `folder`. Throws UsageError where it cannot be read, or asks for what there is not. */
export function projectAround(folder: string, wanted: Wanted): Project {
  const options = optionsAround(folder);
  const module = wanted.module ?? moduleOf(options, folder);
  if (module === "cjs" && options?.verbatimModuleSyntax === true)
    throw new UsageError(
      "under verbatimModuleSyntax a CommonJS file cannot import as generated files do: turn it off in tsconfig.json, or make the package a module",
    );
  return {
    module,
    importExtension: wanted.importExtension ?? extensionOf(options, module),
  };
}

function optionsAround(folder: string): ts.CompilerOptions | undefined {
  const path = ts.findConfigFile(folder, (file) => ts.sys.fileExists(file));
  if (path === undefined) return undefined;
  const own = parsed(path);
  if (own.fileNames.length > 0 || Object.keys(own.wildcardDirectories ?? {}).length > 0) return own.options;
  // A tsconfig.json of references alone: the project that the folder belongs to is one of them.
  const referred = (own.projectReferences ?? [])
    .map((reference) => ts.resolveProjectReferencePath(reference))
    .filter((reference) => ts.sys.fileExists(reference))
    .map((reference) => parsed(reference));
  return (referred.find((project) => includes(project, folder)) ?? own).options;
}

function includes({ wildcardDirectories = {} }: ts.ParsedCommandLine, folder: string): boolean {
  return Object.keys(wildcardDirectories).some((top) => {
    const way = relative(top, folder);
    return way !== ".." && !way.startsWith(`..${sep}`);
  });
}

/** Codes of TypeScript for a file that is not there: what a project extends decides how imports end. */
const NO_FILE: ReadonlySet<number> = new Set([5083, 6053]);

function parsed(path: string): ts.ParsedCommandLine {
  const read: { readonly config?: unknown; readonly error?: ts.Diagnostic } = ts.readConfigFile(
    path,
    (file) => ts.sys.readFile(file),
  );
  const { config, error } = read;
  // Only options are asked for: no folder is searched for the files of the project.
  const host: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: true, readDirectory: () => [] };
  const project = ts.parseJsonConfigFileContent(config, host, dirname(path), undefined, path);
  const trouble = error ?? project.errors.find(({ code }) => NO_FILE.has(code));
  if (trouble === undefined) return project;
  throw new UsageError(`cannot read ${path}: ${ts.flattenDiagnosticMessageText(trouble.messageText, " ")}`);
}

function moduleOf(options: ts.CompilerOptions | undefined, folder: string): ModuleKind {
  const kind = options?.module;
  if (kind === ts.ModuleKind.CommonJS) return "cjs";
  const isByPackage = kind === undefined || (kind >= ts.ModuleKind.Node16 && kind <= ts.ModuleKind.NodeNext);
  return isByPackage && options !== undefined && !isModulePackage(folder) ? "cjs" : "esm";
}

/** Whether the nearest `package.json` says `"type": "module"`. */
function isModulePackage(folder: string): boolean {
  const path = ts.findConfigFile(folder, (file) => ts.sys.fileExists(file), "package.json");
  if (path === undefined) return false;
  const read: { readonly config?: { readonly type?: unknown } } = ts.parseConfigFileTextToJson(
    path,
    readFileSync(path, "utf8"),
  );
  return read.config?.type === "module";
}

function extensionOf(options: ts.CompilerOptions | undefined, module: ModuleKind): ImportExtension {
  if (options?.allowImportingTsExtensions === true || options?.rewriteRelativeImportExtensions === true)
    return ".ts";
  const resolution = options?.moduleResolution;
  const isLoose =
    resolution === ts.ModuleResolutionKind.Bundler || resolution === ts.ModuleResolutionKind.Node10;
  return isLoose || module === "cjs" ? "" : ".js";
}

/** What the TypeScript project around a folder asks of generated imports. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
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
  const read: { readonly config?: unknown; readonly error?: ts.Diagnostic } = ts.readConfigFile(
    path,
    (file) => ts.sys.readFile(file),
  );
  const { config, error } = read;
  if (error !== undefined)
    throw new UsageError(`cannot read ${path}: ${ts.flattenDiagnosticMessageText(error.messageText, " ")}`);
  // Only options are asked for: no folder is searched for the files of the project.
  const host: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: true, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config, host, dirname(path)).options;
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

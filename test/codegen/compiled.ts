/** Type-checks generated files with the TypeScript of this repository, in memory beside the real node_modules. */
import { join, resolve } from "node:path";
import ts from "typescript";

/** Options that a strict project has. Every one of them has broken somebody's generated code. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  types: ["node"],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedDeclarations: true,
  declaration: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
};

export type Resolution = "nodenext" | "node16" | "bundler" | "node16-cjs" | "commonjs";

const OF_RESOLUTION: Readonly<Record<Resolution, ts.CompilerOptions>> = {
  nodenext: { module: ts.ModuleKind.NodeNext, verbatimModuleSyntax: true },
  node16: { module: ts.ModuleKind.Node16, verbatimModuleSyntax: true },
  bundler: {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    verbatimModuleSyntax: true,
  },
  "node16-cjs": { module: ts.ModuleKind.Node16 },
  commonjs: {
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: "6.0",
  },
};

/** Nothing lies there: the files are in memory only, beside the packages of this repository. */
const FOLDER = resolve("test/codegen/in-memory");
/** Declarations of Node and of the library are read and parsed once. */
const shared = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of `files`, texts by path; `path:line code message` each. */
export function problemsOf(
  files: ReadonlyMap<string, string>,
  resolution: Resolution = "nodenext",
  more: ts.CompilerOptions = {},
): readonly string[] {
  const options = { ...STRICT, ...OF_RESOLUTION[resolution], ...more };
  const isModule = resolution !== "node16-cjs" && resolution !== "commonjs";
  const texts = new Map([...files].map(([path, text]) => [join(FOLDER, path), text]));
  texts.set(join(FOLDER, "package.json"), JSON.stringify({ type: isModule ? "module" : "commonjs" }));
  const roots = [...texts.keys()].filter((path) => path.endsWith(".ts"));
  const program = ts.createProgram(roots, options, hostOf(texts, options));
  return ts
    .getPreEmitDiagnostics(program)
    .map((each) => said(each))
    .sort();
}

function hostOf(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (path) => texts.has(path) || (!path.startsWith(FOLDER) && host.fileExists(path)),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    directoryExists: (path) =>
      [...texts.keys()].some((each) => each.startsWith(`${path}/`)) || ts.sys.directoryExists(path),
    getSourceFile: (path, version) => {
      const text = texts.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, version, true);
      const key = `${path} ${typeof version === "object" ? `${version.languageVersion} ${version.impliedNodeFormat}` : version}`;
      if (!shared.has(key)) shared.set(key, host.getSourceFile(path, version));
      return shared.get(key);
    },
  };
}

function said({ file, start = 0, code, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (file === undefined) return `TS${code} ${text}`;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.slice(FOLDER.length + 1)}:${line + 1} TS${code} ${text}`;
}

/** A program of TypeScript over the files of services, in memory, with libraries by their declarations alone. */
import { Project, ts } from "ts-morph";
import type { ClientLibrary, SourceFile, SourcePackage } from "./source.ts";
import { TINY_LIB } from "./tiny-lib.ts";

/** Errors of one file that make it unreadable are told by the first. */
export interface Unread {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export interface Program {
  readonly checker: ts.TypeChecker;
  /** The files that are read, in the order of their paths. */
  readonly files: readonly { readonly file: SourceFile; readonly tree: ts.SourceFile }[];
  readonly unread: readonly Unread[];
  /** Whether a declaration is one of a library, and of which type there. */
  readonly libraryFolder: string;
}

const LIBRARIES = "/waybill-client-libraries";

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  noLib: true,
  // All files are given: following imports from one to the next would take a stack as deep as their longest chain.
  noResolve: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowSyntheticDefaultImports: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  noImplicitAny: true,
  strict: false,
  types: [],
  jsx: ts.JsxEmit.Preserve,
  maxNodeModuleJsDepth: 0,
};

/** Parses `files`. A file that does not parse is left out: half of it could say anything. */
export function programOf(
  files: readonly SourceFile[],
  packages: readonly SourcePackage[],
  libraries: readonly ClientLibrary[],
): Program {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { ...OPTIONS, paths: pathsOf(packages) },
  });
  project.createSourceFile(`${LIBRARIES}/javascript.d.ts`, TINY_LIB);
  for (const { name, declarations } of libraries)
    project.createSourceFile(`${LIBRARIES}/${name}.d.ts`, declarations);
  for (const { at, text } of files) project.createSourceFile(at, text, { overwrite: true });
  const program = project.getProgram().compilerObject;
  const read: { file: SourceFile; tree: ts.SourceFile }[] = [];
  const unread: Unread[] = [];
  for (const file of files) {
    const tree = program.getSourceFile(file.at);
    const [first] = tree === undefined ? [] : program.getSyntacticDiagnostics(tree);
    if (tree === undefined) unread.push({ path: file.path, line: 1 });
    else if (first === undefined) read.push({ file, tree });
    else unread.push({ path: file.path, line: tree.getLineAndCharacterOfPosition(first.start).line + 1 });
  }
  return { checker: program.getTypeChecker(), files: read, unread, libraryFolder: LIBRARIES };
}

/** Packages of one repository import each other by name. */
function pathsOf(packages: readonly SourcePackage[]): Record<string, string[]> {
  const paths: Record<string, string[]> = {};
  for (const { folder, name } of packages) {
    if (name === undefined || name.includes("*")) continue;
    paths[name] = ["src/index", "index", "src/main", "lib/index"].map((entry) => `${folder}/${entry}`);
    paths[`${name}/*`] = [`${folder}/*`, `${folder}/src/*`];
  }
  return paths;
}

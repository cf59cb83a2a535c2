/** Prints modules with ts-morph: one call a file, structures in, text out. */
import {
  type ImportDeclarationStructure,
  IndentationText,
  type JSDocStructure,
  type OptionalKind,
  Project,
  StructureKind,
  type StatementStructures,
} from "ts-morph";
import {
  type ImportSpec,
  type ModuleSpec,
  type PrintModule,
  relativePath,
  type StatementSpec,
} from "./module.ts";

/** A printer with a project of its own. */
export function tsMorphPrinter(): PrintModule {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  return (module, ending) => {
    const file = project.createSourceFile(`/${module.path}.ts`, {
      statements: [
        ...module.imports.flatMap((each) => importsOf(module, each, ending)),
        ...module.statements.map(statementOf),
      ],
    });
    const text = file.getFullText();
    file.forget();
    return text;
  };
}

function importsOf(
  module: ModuleSpec,
  spec: ImportSpec,
  ending: string,
): readonly ImportDeclarationStructure[] {
  const moduleSpecifier = `${relativePath(module.path, spec.from)}${ending}`;
  const base = { kind: StructureKind.ImportDeclaration, moduleSpecifier } as const;
  const { values = [], types = [], allTypesAs } = spec;
  const isTypeOnly = values.length === 0;
  const named = [
    ...values.map((name) => ({ name })),
    ...types.map((name) => ({ name, isTypeOnly: !isTypeOnly })),
  ];
  return [
    ...(allTypesAs === undefined ? [] : [{ ...base, isTypeOnly: true, namespaceImport: allTypesAs }]),
    ...(named.length === 0 ? [] : [{ ...base, isTypeOnly, namedImports: named }]),
  ];
}

function docsOf(lines: readonly string[] | undefined): OptionalKind<JSDocStructure>[] {
  if (lines === undefined || lines.length === 0) return [];
  return [{ description: lines.length === 1 ? (lines[0] ?? "") : `\n${lines.join("\n")}` }];
}

function statementOf(spec: StatementSpec): StatementStructures | string {
  const base = { name: spec.name, isExported: true, docs: docsOf(spec.doc) };
  switch (spec.kind) {
    case "interface":
      return {
        ...base,
        kind: StructureKind.Interface,
        properties: spec.properties.map(({ name, type, optional, doc }) => ({
          name,
          type,
          isReadonly: true,
          hasQuestionToken: optional,
          docs: docsOf(doc),
        })),
      };
    case "function":
      return {
        ...base,
        kind: StructureKind.Function,
        parameters: spec.parameters.map(({ name, type }) => ({ name, type })),
        returnType: spec.returns,
        statements: [...spec.body],
      };
    // As texts, since structures of these would be indented once more.
    case "type":
      return `\n${docText(spec.doc)}export type ${spec.name} = ${spec.type};`;
    case "const":
      return `\n${docText(spec.doc)}export const ${spec.name}${spec.type === undefined ? "" : `: ${spec.type}`} = ${spec.value};`;
  }
}

function docText(lines: readonly string[] | undefined): string {
  if (lines === undefined || lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

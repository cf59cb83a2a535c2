/** Prints modules with ts-morph: one call a file, structures in, text out. */
import {
  type InterfaceDeclarationStructure,
  type ImportDeclarationStructure,
  IndentationText,
  type JSDocStructure,
  type OptionalKind,
  Project,
  StructureKind,
} from "ts-morph";
import {
  type ImportSpec,
  type ModuleSpec,
  type PrintModule,
  relativePath,
  type StatementSpec,
} from "./module.ts";

/**
 * A printer with a project of its own. Imports and interfaces are structures; expressions, types and bodies of functions are
 * text already, which the library would only read again character by character.
 */
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
        ...module.statements.flatMap((each) => (each.kind === "interface" ? [interfaceOf(each)] : [])),
      ],
    });
    const parts = [file.getFullText().trimEnd(), ...module.statements.flatMap(textOf)];
    file.forget();
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
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

type InterfaceSpec = Extract<StatementSpec, { readonly kind: "interface" }>;

function docsOf(lines: readonly string[] | undefined): OptionalKind<JSDocStructure>[] {
  if (lines === undefined || lines.length === 0) return [];
  return [{ description: lines.length === 1 ? (lines[0] ?? "") : `\n${lines.join("\n")}` }];
}

function interfaceOf(spec: InterfaceSpec): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    name: spec.name,
    isExported: true,
    docs: docsOf(spec.doc),
    properties: spec.properties.map(({ name, type, optional, doc }) => ({
      name,
      type,
      isReadonly: true,
      hasQuestionToken: optional,
      docs: docsOf(doc),
    })),
  };
}

function textOf(spec: StatementSpec): readonly string[] {
  const doc = docText(spec.doc);
  switch (spec.kind) {
    case "interface":
      return [];
    case "type":
      return [`${doc}export type ${spec.name} = ${spec.type};`];
    case "const":
      return [
        `${doc}export const ${spec.name}${spec.type === undefined ? "" : `: ${spec.type}`} = ${spec.value};`,
      ];
    case "function": {
      const parameters = spec.parameters.map(({ name, type }) => `${name}: ${type}`).join(", ");
      const body = spec.body.map((line) => `${line.replaceAll(/^(?=.)/gm, "  ")}\n`).join("");
      return [`${doc}export function ${spec.name}(${parameters}): ${spec.returns} {\n${body}}`];
    }
  }
}

function docText(lines: readonly string[] | undefined): string {
  if (lines === undefined || lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

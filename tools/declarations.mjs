/**
 * The type declarations of the package's entries, rolled into one file: what the entries export, and whatever those
 * declarations need, which stays unexported. So consumers see what was meant for them, and import specifiers of ours
 * (`./x.ts`, folders of the repository) appear nowhere. Works file by file, as isolated declarations allow; of what is
 * needed, nothing may be renamed on its way and no two declarations may have one name.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  isolatedDeclarations: true,
  declaration: true,
  strict: true,
};

/** One file: its declarations by name, where names that it imports come from, and what it exports of others. */
function readFile(path) {
  const { outputText } = ts.transpileDeclaration(readFileSync(path, "utf8"), {
    fileName: path,
    compilerOptions,
  });
  const own = new Map();
  const from = new Map();
  const exported = [];
  for (const statement of ts.createSourceFile(path, outputText, ts.ScriptTarget.ES2022, true).statements) {
    if (ts.isImportDeclaration(statement)) {
      for (const { name, propertyName } of statement.importClause?.namedBindings?.elements ?? []) {
        const specifier = statement.moduleSpecifier.text;
        if (propertyName !== undefined) from.set(name.text, { renamed: path });
        else if (!specifier.startsWith(".")) from.set(name.text, { package: specifier });
        else from.set(name.text, { path: join(dirname(path), statement.moduleSpecifier.text) });
      }
    } else if (ts.isExportDeclaration(statement)) {
      for (const { name, propertyName, isTypeOnly } of statement.exportClause?.elements ?? []) {
        if (propertyName !== undefined) throw new Error(`declarations: ${path} exports ${name.text} renamed`);
        const source =
          statement.moduleSpecifier === undefined
            ? path
            : join(dirname(path), statement.moduleSpecifier.text);
        exported.push({
          name: name.text,
          path: source,
          isType: isTypeOnly || statement.isTypeOnly,
        });
      }
    } else {
      for (const name of namesOf(statement)) own.set(name, [...(own.get(name) ?? []), statement]);
    }
  }
  return { own, from, exported };
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

/** Whether an identifier names something declared elsewhere: no name of a member, a parameter or the declaration itself. */
function isReference({ parent }) {
  if (ts.isQualifiedName(parent)) return false;
  return (
    ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent) || ts.isTypeQueryNode(parent)
  );
}

class RollUp {
  #files = new Map();
  /** The file of each declaration that was taken in. */
  #taken = new Map();
  texts = [];
  /** Imports of packages, by the name that they bring. */
  imports = new Map();

  file(path) {
    const known = this.#files.get(path) ?? readFile(path);
    this.#files.set(path, known);
    return known;
  }

  /** Takes in what `path` declares or imports as `name`, behind all that it needs. */
  take(path, name) {
    const { own, from } = this.file(path);
    const imported = from.get(name);
    if (imported?.renamed !== undefined)
      throw new Error(`declarations: ${name} is renamed in ${imported.renamed}`);
    if (imported?.package !== undefined) return this.imports.set(name, imported.package);
    if (imported !== undefined) return this.take(imported.path, name);
    const known = this.#taken.get(name);
    if (known === path) return;
    if (known !== undefined) throw new Error(`declarations: ${known} and ${path} both declare ${name}`);
    const statements = own.get(name);
    if (statements === undefined) throw new Error(`declarations: ${path} does not declare ${name}`);
    this.#taken.set(name, path);
    for (const statement of statements) {
      this.#needs(path, statement);
      this.texts.push(textOf(statement));
    }
  }

  /** What an entry declares itself, which no other file needs, and the names of what that needs. */
  ownOf(path) {
    const { own, from } = this.file(path);
    const uses = new Set();
    const visit = (node) => {
      if (ts.isIdentifier(node) && isReference(node) && (own.has(node.text) || from.has(node.text))) {
        if (own.has(node.text) || from.get(node.text).package !== undefined)
          throw new Error(
            `declarations: ${path} needs ${node.text}, which is no declaration of another file`,
          );
        this.take(path, node.text);
        uses.add(node.text);
      }
      ts.forEachChild(node, visit);
    };
    const statements = [...own.values()].flat().filter(isExported);
    for (const statement of statements) visit(statement);
    const texts = statements.map((statement) => textOf(statement).replace(/^(?=declare )/m, "export "));
    return { texts, uses };
  }

  #needs(path, node) {
    const { own, from } = this.file(path);
    if (ts.isImportTypeNode(node)) throw new Error(`declarations: ${path} imports inside a type`);
    if (ts.isIdentifier(node) && isReference(node) && (own.has(node.text) || from.has(node.text)))
      this.take(path, node.text);
    ts.forEachChild(node, (child) => this.#needs(path, child));
  }
}

function isExported({ modifiers }) {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** A declaration with its comment, not exported. */
function textOf(statement) {
  const start = statement.getStart();
  const own = statement.getSourceFile().text.slice(start, statement.end);
  const comments = ts.getJSDocCommentsAndTags(statement).filter(({ kind }) => kind === ts.SyntaxKind.JSDoc);
  const doc = comments.length === 0 ? "" : `${comments.at(-1).getText()}\n`;
  const body = own.replace(/^export /, "");
  return /^(?:interface|type|declare)\b/.test(body) ? `${doc}${body}` : `${doc}declare ${body}`;
}

/**
 * For entries (path by name): the text of each file of declarations, by its name. Throws where a declaration cannot be
 * rolled up. They lie in a file called `name`; entries whose declarations need a package lie in one of their own.
 */
export function declarations(entries, name = "declarations") {
  const roll = new RollUp();
  const exportsOf = Object.entries(entries).map(([entry, path]) => ({
    entry,
    exports: roll.file(path).exported,
    path,
  }));
  for (const { exports } of exportsOf) for (const each of exports) roll.take(each.path, each.name);
  const owns = new Map(exportsOf.map(({ entry, path }) => [entry, roll.ownOf(path)]));
  const names = new Set([
    ...exportsOf.flatMap(({ exports }) => exports.map((each) => each.name)),
    ...[...owns.values()].flatMap(({ uses }) => [...uses]),
  ]);
  const imports = [...roll.imports].map(([each, from]) => `import type { ${each} } from "${from}";\n\n`);
  const files = {
    [`${name}.d.ts`]: `${imports.join("")}${roll.texts.join("\n\n")}\n\nexport { ${[...names].sort().join(", ")} };\n`,
  };
  for (const { entry, exports } of exportsOf) {
    const own = owns.get(entry);
    const sorted = exports.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const words = sorted.map((each) => (each.isType ? `type ${each.name}` : each.name));
    const uses =
      own.uses.size === 0
        ? ""
        : `import type { ${[...own.uses].sort().join(", ")} } from "./${name}.js";\n\n`;
    const declared = own.texts.map((text) => `${text}\n\n`).join("");
    files[`${entry}.d.ts`] = `${uses}${declared}export { ${words.join(", ")} } from "./${name}.js";\n`;
  }
  return files;
}

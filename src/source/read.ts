/** Reads the source code of services: every call of a client library's object, with what its arguments are. */
import { ts } from "ts-morph";
import type { Env } from "./environment.ts";
import { Evaluator } from "./evaluate.ts";
import { handlerOf, isWaitedFor } from "./handlers.ts";
import { unwrapped } from "./expression-names.ts";
import { eachNode, indexNames } from "./index-names.ts";
import { Objects } from "./objects.ts";
import { programOf } from "./program.ts";
import type {
  ClientLibrary,
  SourceCall,
  SourceFacts,
  SourceFile,
  SourcePackage,
  SourceValue,
} from "./source.ts";
import { type FunctionNode, isFunctionNode, Symbols } from "./symbols.ts";
import { Ways } from "./ways.ts";

/** Calls that one place may stand for; of more, those that are known are taken. */
const CALLS_MAX = 20_000;

/** What stands in `files` of calls of `libraries`. The same files give the same facts. */
export function readSources(
  files: readonly SourceFile[],
  packages: readonly SourcePackage[],
  libraries: readonly ClientLibrary[],
): SourceFacts {
  return new Reader(files, packages, libraries).facts();
}

class Reader {
  readonly #packages: readonly SourcePackage[];
  readonly #trees: readonly { readonly file: SourceFile; readonly tree: ts.SourceFile }[];
  readonly #unread: SourceFacts["unread"];
  readonly #symbols: Symbols;
  readonly #objects: Objects;
  readonly #ways: Ways;
  readonly #methods: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #paths = new Map<string, string>();
  readonly #ids = new Map<ts.CallExpression, string>();
  readonly #nodes = new Map<string, ts.CallExpression>();
  readonly #results: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly #payloads: ReadonlyMap<string, number>;
  readonly #skipped: ReadonlySet<string>;
  /** Places of library calls, by their nodes. */
  readonly #found = new Map<ts.CallExpression, { readonly type: string; readonly method: string }>();

  constructor(
    files: readonly SourceFile[],
    packages: readonly SourcePackage[],
    libraries: readonly ClientLibrary[],
  ) {
    const { checker, files: trees, unread, libraryFolder } = programOf(files, packages, libraries);
    const index = indexNames(trees.map(({ tree }) => tree));
    this.#packages = [...packages].sort((a, b) => b.folder.length - a.folder.length);
    this.#trees = trees;
    const names = libraries.map(({ name }) => name);
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    this.#unread = unread.map((each) => ({
      ...each,
      isUser: names.some((name) => texts.get(each.path)?.includes(name) === true),
    }));
    this.#symbols = new Symbols({ checker, files: trees, unread, libraryFolder }, index, libraries);
    this.#objects = new Objects(this.#symbols, (call) => this.#idOf(call));
    this.#ways = new Ways(this.#symbols, (expression, env) => {
      const evaluator = this.#evaluator(env);
      return { value: evaluator.value(expression), needs: evaluator.needs };
    });
    this.#methods = methodsOf(libraries);
    this.#results = new Map(libraries.flatMap(({ results }) => Object.entries(results ?? {})));
    this.#payloads = new Map(libraries.flatMap(({ payloads }) => Object.entries(payloads ?? {})));
    this.#skipped = new Set(libraries.flatMap(({ payloadProperties }) => payloadProperties ?? []));
    for (const { file } of trees) this.#paths.set(file.at, file.path);
  }

  facts(): SourceFacts {
    const users = this.#trees.filter(({ file }) => this.#mayUse(file.text));
    for (const { tree } of users)
      eachNode(tree, (node) => {
        if (ts.isCallExpression(node)) this.#find(node);
      });
    for (const { tree } of users) eachNode(tree, (node) => this.#objects.learn(node));
    const calls: SourceCall[] = [];
    for (const [node, found] of this.#found) {
      if (calls.length >= CALLS_MAX) break;
      calls.push(...this.#calls(node, found));
    }
    return { calls, made: this.#made(), unread: this.#unread };
  }

  #mayUse(text: string): boolean {
    for (const method of this.#methods.keys()) if (text.includes(method)) return true;
    return false;
  }

  #find(node: ts.CallExpression): void {
    const callee = unwrapped(node.expression);
    if (!ts.isPropertyAccessExpression(callee)) return;
    const method = callee.name.text;
    const types = this.#methods.get(method);
    const type = types === undefined ? undefined : this.#symbols.libraryTypeOf(callee.expression);
    if (type !== undefined && types?.has(type) === true) this.#found.set(node, { type, method });
  }

  #idOf(node: ts.CallExpression): string | undefined {
    if (!this.#found.has(node)) return undefined;
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    const id = `${node.getSourceFile().fileName}:${node.getStart()}`;
    this.#ids.set(node, id);
    this.#nodes.set(id, node);
    return id;
  }

  /** The call once for each way that leads to it with other arguments. */
  #calls(
    node: ts.CallExpression,
    { type, method }: { readonly type: string; readonly method: string },
  ): readonly SourceCall[] {
    const callee = unwrapped(node.expression);
    const owner = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    const common = {
      id: this.#idOf(node) ?? "",
      type,
      method,
      object: this.#objects.groupOf(owner),
      isAwaited: isWaitedFor(node),
    };
    return this.#ways
      .to((env) => this.#argumentsIn(node, env))
      .map(({ args, from }) => ({ ...common, args, ...this.#placeOf(from ?? node) }));
  }

  #argumentsIn(
    node: ts.CallExpression,
    env: Env,
  ): { readonly args: readonly SourceValue[]; readonly needs: ReadonlySet<ts.Node> } {
    const evaluator = this.#evaluator(env);
    const payload = this.#payloads.get(this.#found.get(node)?.method ?? "");
    const args = node.arguments.map(
      (argument, i): SourceValue =>
        ts.isSpreadElement(argument) || i === payload
          ? { kind: "unknown", text: "…" }
          : evaluator.value(argument),
    );
    return { args, needs: evaluator.needs };
  }

  #evaluator(env: Env): Evaluator {
    return new Evaluator(
      {
        symbols: this.#symbols,
        idOf: (call) => this.#idOf(call),
        skipped: this.#skipped,
        functionValue: (expression) => this.#functionValue(expression, env),
        argumentOf: (id, name) => this.#argumentOf(id, name),
      },
      env,
    );
  }

  #argumentOf(id: string, name: string): ts.Expression | undefined {
    const node = this.#nodes.get(id);
    const positions = this.#results.get(node === undefined ? "" : (this.#found.get(node)?.method ?? ""));
    const position = positions !== undefined && Object.hasOwn(positions, name) ? positions[name] : undefined;
    return position === undefined ? undefined : node?.arguments[position];
  }

  #functionValue(expression: ts.Expression, env: Env): SourceValue | undefined {
    const node: FunctionNode | undefined = isFunctionNode(expression)
      ? expression
      : this.#symbols.functionOf(expression);
    if (node === undefined || (ts.isCallExpression(expression) && !isBind(expression))) return undefined;
    const handler = handlerOf(node, {
      symbols: this.#symbols,
      methodOf: (call) => this.#found.get(call)?.method,
      // A handler's own parameters are not known; what stands around it is.
      valueOf: (each) => this.#shallow(each, env),
    });
    return { kind: "function", handler };
  }

  /** Without functions: those of a function could go on for ever. */
  #shallow(expression: ts.Expression, env: Env): SourceValue {
    const evaluator = new Evaluator(
      {
        symbols: this.#symbols,
        idOf: (call) => this.#idOf(call),
        skipped: this.#skipped,
        functionValue: () => undefined,
        argumentOf: (id, name) => this.#argumentOf(id, name),
      },
      env,
    );
    return evaluator.value(expression);
  }

  #placeOf(node: ts.Node): Pick<SourceCall, "place" | "folder"> {
    const tree = node.getSourceFile();
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const path = this.#paths.get(tree.fileName) ?? tree.fileName;
    const owner = this.#packages.find(({ folder }) => tree.fileName.startsWith(`${folder}/`));
    return { place: { path, line }, folder: owner?.folder ?? folderOf(tree.fileName) };
  }

  #made(): ReadonlyMap<string, readonly string[]> {
    const made = new Map<string, string[]>();
    for (const node of this.#found.keys()) {
      if (this.#symbols.libraryTypeOf(node) === undefined && !this.#givesToCallback(node)) continue;
      const id = this.#idOf(node) ?? "";
      const group = this.#objects.groupNamed(id);
      made.set(group, [...(made.get(group) ?? []), id]);
    }
    return made;
  }

  #givesToCallback(node: ts.CallExpression): boolean {
    const parameters = node.arguments
      .map(unwrapped)
      .flatMap((each) => (isFunctionNode(each) ? each.parameters : []));
    return parameters.some(({ name }) => this.#symbols.libraryTypeOfDeclared(name) !== undefined);
  }
}

function isBind(call: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "bind";
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function methodsOf(libraries: readonly ClientLibrary[]): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>();
  for (const { calls } of libraries)
    for (const [type, names] of Object.entries(calls))
      for (const name of names) {
        const types = methods.get(name) ?? new Set();
        methods.set(name, types.add(type));
      }
  return methods;
}

/** What a generated module consists of, as data: whoever prints it can be exchanged. */

export interface ImportSpec {
  /** Relative to the root of the output, without its ending: `runtime/client`. */
  readonly from: string;
  /** `name`, or `name as other`. */
  readonly values?: readonly string[];
  readonly types?: readonly string[];
  /** `import type * as NAME` */
  readonly allTypesAs?: string;
}

export interface PropertySpec {
  /** As it stands in a type: quoted where it is no identifier. */
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly doc?: readonly string[];
}

export type StatementSpec =
  | {
      readonly kind: "interface";
      readonly name: string;
      readonly doc?: readonly string[];
      readonly properties: readonly PropertySpec[];
    }
  | { readonly kind: "type"; readonly name: string; readonly doc?: readonly string[]; readonly type: string }
  | {
      readonly kind: "const";
      readonly name: string;
      readonly doc?: readonly string[];
      readonly type?: string;
      readonly value: string;
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly doc?: readonly string[];
      readonly parameters: readonly { readonly name: string; readonly type: string }[];
      readonly returns: string;
      readonly body: readonly string[];
    };

/** Everything that is declared is exported. */
export interface ModuleSpec {
  /** Relative to the root of the output, without its ending. */
  readonly path: string;
  readonly imports: readonly ImportSpec[];
  readonly statements: readonly StatementSpec[];
}

/** The text of a module; imports end in `ending`. Throws a defect if the text is no TypeScript. */
export type PrintModule = (module: ModuleSpec, ending: string) => string;

/** How `to` is written in an import of `from`; both relative to the same folder. */
export function relativePath(from: string, to: string): string {
  const up = from.split("/").slice(0, -1);
  const down = to.split("/");
  while (up.length > 0 && down.length > 1 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  return `${up.length === 0 ? "./" : "../".repeat(up.length)}${down.join("/")}`;
}

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The object behind a module of Node's: named imports follow it, while the namespace of an `import` is frozen. */
export function builtin(name: string): object {
  // cast: every module of Node's is an object.
  return require(name) as object;
}

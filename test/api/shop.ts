/** Specs for the tests of the library, compiled. */
import { readFileSync } from "node:fs";
import { compile, type Topology } from "../../src/api/waybill.ts";

/** The topology of a spec under specs/. */
export function topologyOf(path: string): Topology {
  return compiled(readFileSync(`specs/${path}`, "utf8"));
}

export function compiled(text: string): Topology {
  const { topology, findings } = compile([{ path: "spec.waybill", text }]);
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  return topology;
}

/** The message and code of what `call` throws. */
export function thrownBy(call: () => unknown): { readonly code: unknown; readonly message: string } {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && "code" in error) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

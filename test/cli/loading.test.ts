import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtFolder, waybillPath } from "./run-waybill.ts";

/** The text of all files that `path` loads before it does anything. */
function loaded(path: string, seen: Set<string> = new Set()): string {
  if (seen.has(path)) return "";
  seen.add(path);
  const text = readFileSync(path, "utf8");
  // What looks like an import of something else stands in a text: of generated code, of an example.
  const imports = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)]
    .map(([, to]) => join(dirname(path), to ?? ""))
    .filter((to) => existsSync(to));
  return text + imports.map((to) => loaded(to, seen)).join("");
}

/** The file of a command, found by what only it says. */
function fileOf(mark: string): string {
  const folder = join(builtFolder(), "chunks");
  const found = readdirSync(folder).filter(
    (name) => name.endsWith(".js") && readFileSync(join(folder, name), "utf8").includes(mark),
  );
  expect(found).toHaveLength(1);
  return join(folder, found[0] ?? "");
}

const SIMULATION = "FlowModel";
const PICTURE = "flowchart LR";
const CHECK = "says what is wrong with a topology, and what each of its flows really guarantees";
const VERIFY = "checks, then breaks each promise in simulation";

describe("a command loads what it needs and no more", () => {
  test("the entry loads no command", () => {
    expect(loaded(waybillPath()).length).toBeLessThan(20_000);
  });

  test("check loads neither the simulation nor the pictures", () => {
    const text = loaded(fileOf(CHECK));
    expect(text.includes("Flows")).toBe(true);
    expect(text.includes(SIMULATION)).toBe(false);
    expect(text.includes(PICTURE)).toBe(false);
  });

  test("neither does the library, but for what simulates", () => {
    const text = loaded(join(builtFolder(), "api/waybill.js"));
    expect(text.includes("compile takes a list of files")).toBe(true);
    expect(text.includes(SIMULATION)).toBe(false);
  });

  test("verify does load the simulation, so that this test can fail", () => {
    expect(loaded(fileOf(VERIFY)).includes(SIMULATION)).toBe(true);
  });
});

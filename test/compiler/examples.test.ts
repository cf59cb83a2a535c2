import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CORE_DIAGNOSTICS } from "../../src/compiler/catalogue.ts";
import { endpoints } from "../../src/compiler/resolve/endpoints.diagnostics.ts";
import { guarantees } from "../../src/compiler/resolve/guarantees.diagnostics.ts";
import { names } from "../../src/compiler/resolve/names.diagnostics.ts";
import { messageFiles } from "../../src/compiler/resolve/schema/message-files.diagnostics.ts";
import { modules } from "../../src/compiler/resolve/modules/modules.diagnostics.ts";
import { places } from "../../src/compiler/resolve/places/places.diagnostics.ts";
import { producers } from "../../src/compiler/resolve/producers.diagnostics.ts";
import { types } from "../../src/compiler/resolve/types.diagnostics.ts";
import { notation } from "../../src/compiler/syntax/notation.diagnostics.ts";
import { filesOf, findingsOf } from "./compiling.ts";

describe("the catalogue", () => {
  it("has entries, each under a code of its own", () => {
    const codes = CORE_DIAGNOSTICS.map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(60);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^WB[124]\d{3}$/);
  });

  it("has messages without a full stop, and names no parameter in `why` or `fix`", () => {
    for (const { message, why, fix } of CORE_DIAGNOSTICS) {
      expect(message).not.toMatch(/\.$/);
      expect(why).toMatch(/\.$/);
      expect(fix.replaceAll("{ … }", "").replaceAll("`enum", "")).not.toMatch(/\{[a-z]+\}/);
    }
  });

  it("has no entry that nothing reports", () => {
    const source = sourcesBelow("src/compiler").join("\n");
    for (const { specs } of [
      notation,
      names,
      modules,
      places,
      types,
      messageFiles,
      endpoints,
      producers,
      guarantees,
    ]) {
      for (const key of Object.keys(specs)) expect(source).toContain(`report.${key}(`);
    }
  });
});

describe("each example that fires", () => {
  for (const { code, message, example } of CORE_DIAGNOSTICS) {
    it(`gives ${code} and nothing else: ${message}`, () => {
      const findings = findingsOf(example.fires);
      expect([...new Set(findings.map((finding) => finding.code))]).toEqual([code]);
      for (const finding of findings) {
        expect(finding.message).not.toMatch(/undefined|\[object|\{[a-z]+\}(?!`)/);
        const text = filesOf(example.fires).find(({ path }) => path === finding.span.file)?.text ?? "";
        expect(finding.span.start).toBeLessThanOrEqual(finding.span.end);
        expect(finding.span.end).toBeLessThanOrEqual(text.length);
      }
    });
  }
});

describe("each example that is quiet", () => {
  for (const { code, example } of CORE_DIAGNOSTICS) {
    it(`gives nothing: ${code}`, () => {
      expect(findingsOf(example.quiet).map((finding) => `${finding.code} ${finding.message}`)).toEqual([]);
    });
  }
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

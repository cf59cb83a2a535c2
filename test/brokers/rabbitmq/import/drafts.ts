/** Definitions files for tests, and what their drafts are judged by. */
import { ANALYSIS_BROKERS } from "../../../../src/brokers/analysis.ts";
import { BROKERS } from "../../../../src/brokers/all.ts";
import {
  importDefinitions,
  type ImportOptions,
} from "../../../../src/brokers/rabbitmq/import/definitions-import.ts";
import type { Finding } from "../../../../src/diagnostics/define.ts";
import { writeDraft } from "../../../../src/drafts/write.ts";
import { compile } from "../../../../src/compiler/compile.ts";

/** What the compiler holds against the shape and the names of a draft. */
export function problems(text: string | undefined): readonly string[] {
  if (text === undefined) return ["no draft"];
  const { findings, topology } = compile([{ path: "draft.waybill", text }], { brokers: BROKERS });
  const bad = findings.filter(({ code, severity }) => /^WB[12]/.test(code) && severity === "error");
  return [
    ...bad.map(({ code, message }) => `${code} ${message}`),
    ...(topology === undefined ? ["no topology"] : []),
  ];
}

/** What every definition has. */
export const at: { readonly vhost: string; readonly durable: boolean; readonly arguments: object } = {
  vhost: "/",
  durable: true,
  arguments: {},
};
/** The draft of a file of 4.3.6 that holds `definitions`. */
export function imported(definitions: object): Drafted {
  const text = JSON.stringify({ rabbit_version: "4.3.6", ...definitions }, undefined, 1);
  return draftedOf("definitions.json", text);
}
/** The same of the text of a file. */
export function draftedOf(path: string, text: string, options: ImportOptions = {}): Drafted {
  const { draft, findings } = importDefinitions(path, text, options);
  if (draft === undefined) return { text: undefined, findings };
  const place = { topology: "definitions", path: "draft.waybill" };
  const written = writeDraft([draft], place, ANALYSIS_BROKERS);
  return { text: written.text, findings: [...findings, ...written.findings] };
}
export interface Drafted {
  readonly text: string | undefined;
  readonly findings: readonly Finding[];
}
/** What is said about it. */
export function codes(definitions: object): readonly string[] {
  return imported(definitions).findings.map(({ code }) => code);
}
/** The line of a draft that begins with `start`. */
export function lineOf(text: string | undefined, start: string): string | undefined {
  return text?.split("\n").find((line) => line.trimStart().startsWith(start));
}

/** Definitions files for tests, and what their drafts are judged by. */
import { BROKERS } from "../../../../src/brokers/all.ts";
import {
  importDefinitions,
  type Imported,
} from "../../../../src/brokers/rabbitmq/import/definitions-import.ts";
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
export function imported(definitions: object): Imported {
  return importDefinitions(
    "definitions.json",
    JSON.stringify({ rabbit_version: "4.3.6", ...definitions }, undefined, 1),
  );
}
/** What is said about it. */
export function codes(definitions: object): readonly string[] {
  return imported(definitions).findings.map(({ code }) => code);
}
/** The line of a draft that begins with `start`. */
export function lineOf(text: string | undefined, start: string): string | undefined {
  return text?.split("\n").find((line) => line.trimStart().startsWith(start));
}

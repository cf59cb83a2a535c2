/** Specs on a page, whole or in part, and what `check` reports of them. */
import { BROKERS } from "../../src/brokers/all.ts";
import { type Checked, checkSources } from "../../src/compiler/check-sources.ts";
import type { Source } from "../../src/compiler/syntax/read.ts";
import type { Block } from "./page.ts";

/** Is the block a spec? A fragment is one that does not begin with the first line of a spec. */
export function isSpec({ language }: Block): boolean {
  return language === "waybill" || language === "yaml";
}

function isWhole({ text }: Block): boolean {
  return /^waybill:? 1$/m.test(text);
}

/** A fragment is read together with the last block above it that is marked `base`. */
function sourcesOf(block: Block, above: readonly Block[]): readonly Source[] {
  const named = above.filter(({ info }) => {
    const file = info["file"] ?? "";
    return file.endsWith(".json") && block.text.includes(`"${file}`);
  });
  return [
    ...specsOf(block, above),
    ...named.map(({ info, text }): Source => ({ path: info["file"] ?? "", text })),
  ];
}

function specsOf(block: Block, above: readonly Block[]): readonly Source[] {
  const path = block.language === "yaml" ? "block.waybill.yaml" : "block.waybill";
  if (isWhole(block)) return [{ path, text: block.text }];
  const base = above.findLast((each) => isSpec(each) && each.info["base"] !== undefined);
  if (base === undefined)
    throw new Error(`line ${block.line}: a fragment, and no block above it is marked \`base\``);
  const name = /^topology:? (\S+)$/m.exec(base.text)?.[1] ?? "";
  const head =
    block.language === "yaml" ? `waybill: 1\ntopology: ${name}\n` : `waybill 1\ntopology ${name}\n`;
  return [
    { path: base.language === "yaml" ? "base.waybill.yaml" : "base.waybill", text: base.text },
    { path, text: head + block.text },
  ];
}

/** Codes that the block is said to be reported with, sorted; none where nothing is said. */
export function expectedCodes({ info }: Block): readonly string[] {
  return (info["reports"] ?? "")
    .split(",")
    .filter((code) => code !== "")
    .sort();
}

/** Codes that are reported, each once, sorted. */
export function reportedCodes(checked: Checked): readonly string[] {
  return [...new Set(checked.findings.map(({ code }) => code))].sort();
}

export function checkBlock(block: Block, above: readonly Block[]): Checked {
  return checkSources(sourcesOf(block, above), BROKERS, "2030-01-01");
}

/** Pages of the documentation and the fenced blocks in them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** One fenced block. `info` is what stands behind the language: `exit=1`, `file=shop.waybill`, `reports=WB4123`. */
export interface Block {
  readonly language: string;
  readonly info: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

/** One `$ …` line of a console block and what it prints. */
export interface Command {
  readonly command: string;
  readonly output: string;
}

/** README.md and everything under docs/ that git knows or would add, in the order of their names. */
export function pagePaths(): readonly string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "README.md", "docs"],
    { encoding: "utf8" },
  );
  return [...new Set(listed.split("\0"))].filter((path) => path.endsWith(".md")).sort();
}

export function readPage(path: string): string {
  return readFileSync(path, "utf8");
}

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;

export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ 1: language = "", 2: rest = "", 3: body = "", index }) => ({
    language,
    info: infoOf(rest),
    text: body,
    line: text.slice(0, index).split("\n").length,
  }));
}

function infoOf(rest: string): Record<string, string> {
  const words = rest
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  return Object.fromEntries(
    words.map((word): [string, string] => {
      const at = word.indexOf("=");
      return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/** `text` with the text of its n-th block replaced by what `replace` gives for it. */
export function withBlocks(text: string, replace: (block: Block, n: number) => string): string {
  const blocks = blocksOf(text);
  let n = 0;
  return text.replaceAll(FENCE, (all: string, language: string, rest: string, body: string) => {
    const block = blocks[n];
    n += 1;
    if (block === undefined || block.text !== body) return all;
    return `\`\`\`${language}${rest}\n${replace(block, n - 1)}\`\`\``;
  });
}

export function commandsOf({ text }: Block): readonly Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { command: part.slice(0, end), output: part.slice(end + 1).trimEnd() };
    });
}

/** The text of a console block. */
export function consoleText(commands: readonly Command[]): string {
  const parts = commands.map(({ command, output }) => `$ ${command}\n${output === "" ? "" : `${output}\n`}`);
  return parts.join("\n");
}

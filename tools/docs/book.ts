/** The order of the pages: docs/README.md names them, and each page leads to the one before and the one after it. */
import { posix } from "node:path";

const CONTENTS = "docs/README.md";
const MARK = "<!-- nav: written by `npm run docs` -->";

/** Paths in reading order, as the contents name them. */
export function chaptersOf(contents: string): readonly string[] {
  const links = [...contents.matchAll(/^- \[[^\]]+\]\(([^)#]+)\)/gm)].map(([, target = ""]) => target);
  return links.map((target) => posix.join("docs", target));
}

/** Each page with its last lines, which lead on. `pages`: text by path. */
export function withWays(
  order: readonly string[],
  contents: string,
  pages: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    order.map((path, i): [string, string] => {
      const link = (to: string, title: string): string =>
        `[${title}](${posix.relative(posix.dirname(path), to)})`;
      const linkTo = (to: string | undefined): string =>
        to === undefined ? "" : link(to, titleOf(pages.get(to) ?? ""));
      const before = linkTo(order[i - 1]);
      const after = linkTo(order[i + 1]);
      const ways = [
        before === "" ? "" : `← ${before}`,
        link(contents, contents === CONTENTS ? "Contents" : "All codes"),
        after === "" ? "" : `${after} →`,
      ];
      const line = ways.filter((way) => way !== "").join(" · ");
      return [path, `${withoutWays(pages.get(path) ?? "")}\n${MARK}\n\n---\n\n${line}\n`];
    }),
  );
}

/** A page as its author left it. */
export function withoutWays(text: string): string {
  const at = text.indexOf(MARK);
  return `${(at < 0 ? text : text.slice(0, at)).trimEnd()}\n`;
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? "";
}

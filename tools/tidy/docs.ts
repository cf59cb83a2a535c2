/** Rules over documents and over what no file may hold. */
import { posix } from "node:path";
import { lineAt, lineRule, type TidyRule, type Tree, type Trouble } from "./tree.ts";

interface Link {
  readonly target: string;
  readonly line: number;
}

function linksOf(text: string): readonly Link[] {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, " ");
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, blank).replaceAll(/`[^`\n]*`/g, blank);
  return [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)].map((match) => ({
    target: match[1] ?? match[2] ?? "",
    line: lineAt(prose, match.index),
  }));
}

/** The anchors GitHub gives to the headings of `text`. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6}\s+(.+)$/gm)];
  const anchors = headings.map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
  return new Set(anchors);
}

function linkTrouble(from: string, target: string, { files }: Tree): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const to = path === "" ? from : posix.normalize(posix.join(posix.dirname(from), decodeURIComponent(path)));
  const folder = `${to.replace(/\/$/, "")}/`;
  const text = files.get(to);
  if (text === undefined)
    return [...files.keys()].some((file) => file.startsWith(folder)) ? undefined : target;
  return anchor === undefined || anchorsOf(text).has(anchor) ? undefined : target;
}

function brokenLinks(tree: Tree): readonly Trouble[] {
  return [...tree.files].flatMap(([path, text]) => {
    if (!path.endsWith(".md")) return [];
    return linksOf(text).flatMap(({ target, line }) => {
      const what = linkTrouble(path, target, tree);
      return what === undefined ? [] : [{ path, line, what }];
    });
  });
}

// In pieces, so that this list is not what it looks for.
const machinePath = new RegExp(
  `(?:^|[\\s"'\`(=])(?:${["/" + "work/", "/" + "home/", "/" + "root/", "/" + "Users/", "/" + "mnt/", "[A-Z]:\\\\" + "Users"].join("|")})[\\w.-]*`,
);

export const docRules: readonly TidyRule[] = [
  { id: "link-target", advice: "Link to what is there.", check: brokenLinks },
  lineRule(
    "no-machine-path",
    "Use a path relative to the repository.",
    () => true,
    (line) => machinePath.exec(line)?.[0].trim(),
  ),
  lineRule(
    "no-registry-host",
    "Let npm take its registry from its own configuration.",
    (path) => path === "package-lock.json" || path.endsWith(".npmrc"),
    (line) => /"resolved"|registry\s*=|_auth/.exec(line)?.[0],
  ),
];

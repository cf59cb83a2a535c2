/** Paths by which one file names another. Pure: what they lead to is for others to find. */

/** What stands behind `from`: the path of a file, and the place in it behind `#`. */
export interface NamedFile {
  readonly path: string;
  /** A JSON pointer: empty, or beginning with a slash; what is written otherwise is kept as it is. */
  readonly pointer: string;
}

export function namedFile(text: string): NamedFile {
  const hash = text.indexOf("#");
  return hash < 0
    ? { path: text, pointer: "" }
    : { path: text.slice(0, hash), pointer: text.slice(hash + 1) };
}

/** With forward slashes and without `.` and `..` but leading ones; undefined for what is no relative path. */
export function joined(beside: string, path: string): string | undefined {
  if (path === "" || path.startsWith("/") || /[\\\u0000-\u001f]|^[A-Za-z][\w+.-]*:/.test(path))
    return undefined;
  const folder = beside.split("/").slice(0, -1);
  const parts: string[] = [];
  for (const part of [...folder, ...path.split("/")]) {
    if (part === "" && parts.length > 0) continue;
    if (part === ".") continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== ".." && last !== "") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** How far up a package is looked for. */
const LEVELS_MAX = 40;

/** Folders that `use … from "…"` may mean, the nearest first: one beside the file, or a package in `node_modules`. */
export function moduleFolders(file: string, from: string): readonly string[] {
  const here = file.split("/").slice(0, -1).join("/");
  if (from.startsWith(".")) return [joined(file, `${from}/.`)?.replace(/\/$/, "") ?? []].flat();
  if (joined("", from) !== from) return [];
  const folders: string[] = [];
  let up = here;
  for (let i = 0; i < LEVELS_MAX; i++) {
    folders.push([...up.split("/").filter((part) => part !== ""), "node_modules", from].join("/"));
    const last = up.split("/").at(-1) ?? "";
    up = up === "" || last === ".." ? `${up === "" ? "" : `${up}/`}..` : up.split("/").slice(0, -1).join("/");
  }
  return file.startsWith("/") ? folders.map((folder) => `/${folder}`) : folders;
}

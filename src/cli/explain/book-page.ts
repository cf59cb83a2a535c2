import { join, relative, sep } from "node:path";
import { packageFolder } from "../package-folder.ts";

/** The path of a page of the book: in the package that is installed below this folder, else as the repository has it. */
export function bookPage(page: string): string {
  const folder = packageFolder();
  const way = folder === undefined ? "" : relative(process.cwd(), join(folder, "docs"));
  const isBelow = way !== "" && way.split(sep)[0] !== "..";
  return `${isBelow ? way.replaceAll(sep, "/") : "docs"}/${page}`;
}

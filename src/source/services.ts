/** Which service a file belongs to: one for each package. */
import type { SourcePackage } from "./source.ts";

/** The name of the service of a folder, as people call it: of its package.json without a scope, else of the folder. */
export function serviceNameOf(folder: string, packages: readonly SourcePackage[]): string {
  const named = packages.find((each) => each.folder === folder)?.name;
  return (named ?? folder).split("/").at(-1) ?? folder;
}

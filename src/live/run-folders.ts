/** Where runs have their folders, so that one process can find what another one runs. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folders of runs are named so, followed by random characters. */
export const RUN_FOLDER = "waybill-live-";

/** Where the shell of the reaper makes them. */
function temporaryFolder(): string {
  const named = process.env["TMPDIR"];
  return named === undefined || named === "" ? "/tmp" : named;
}

/** The folders of runs of this user, in the order of their names; of what runs and of what has just ended. */
export function runFolders(): readonly string[] {
  const base = temporaryFolder();
  return readdirSync(base)
    .filter((name) => name.startsWith(RUN_FOLDER))
    .sort()
    .map((name) => join(base, name))
    .filter(isOwn);
}

function isOwn(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}

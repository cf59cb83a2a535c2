/** What processes wrote last, for whoever wants to know why one did not start. */
import { readFileSync } from "node:fs";

/** Characters of one log. */
const LENGTH_MOST = 1500;

/** Of each log by its name; nothing of one that is not there. */
export function lastWords(logs: readonly { readonly name: string; readonly path: string }[]): string {
  return logs
    .map(({ name, path }) => {
      try {
        return `\n--- ${name}\n${readFileSync(path, "utf8").slice(-LENGTH_MOST)}`;
      } catch {
        return "";
      }
    })
    .join("");
}

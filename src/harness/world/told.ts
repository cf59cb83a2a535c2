/** Writes as changes, in words. */
import type { Execution } from "../driver/execution.ts";
import type { Change, Of } from "./sink.ts";
import type { Write } from "./stores.ts";

/** A value as it stands in one row of a story. */
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** `put ledger/o1 = "placed"`: what a write does, for the name of its call and for the story. */
function wordsOf(write: Write): string {
  switch (write.kind) {
    case "put":
      return `${write.store}/${write.key} = ${short(write.value.text)}`;
    case "delete":
      return `delete ${write.store}/${write.key}`;
    case "append":
      return `${write.store} += ${short(write.value.text)}`;
    case "add":
      return `${write.store} + ${write.by}`;
    case "seen":
      return `${write.store} has seen ${write.key}`;
  }
}

/** Key and value, whole: what tells for which message it is. */
function heldBy(write: Write): string {
  switch (write.kind) {
    case "put":
      return `${write.key} ${write.value.text}`;
    case "append":
      return write.value.text;
    case "add":
      return "";
    default:
      return write.key;
  }
}

export function changeOf(write: Write, changes: boolean, execution: Execution, of: Of | undefined): Change {
  return {
    store: write.kind === "seen" ? `inbox ${write.store}` : write.store,
    ...("key" in write && { key: write.key }),
    changes,
    ...(of && { of: of.of }),
    execution,
    what: wordsOf(write),
    holds: heldBy(write),
  };
}

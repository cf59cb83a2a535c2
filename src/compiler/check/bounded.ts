/** Whether the values of a type can contain the separator of a routing key. */
import type { FieldType } from "../../model/message-type.ts";
import type { MessageIndex } from "./messages.ts";

/** Characters that values of a scalar may have. */
const ALPHABETS: Readonly<Record<string, string>> = {
  bool: "truefals",
  int32: "-0123456789",
  int64: "-0123456789",
  uuid: "-0123456789abcdef",
  date: "-0123456789",
};

export function isBounded(type: FieldType, separator: string, index: MessageIndex): boolean {
  if (type.kind === "named") {
    return index.enumeration(type.name)?.values.every((value) => !value.includes(separator)) ?? false;
  }
  if (type.kind !== "scalar") return false;
  if (type.pattern !== undefined) return excludes(type.pattern, separator);
  const alphabet = type.wire?.startsWith("epoch-") ? "-0123456789" : ALPHABETS[type.name];
  return alphabet !== undefined && !alphabet.includes(separator);
}

/** Parts of a pattern that let more in than they name. */
const WIDE = /\\[WSDpPuxcBk0-9]|\[\^|\./;

/** Careful: what is not plainly narrow counts as wide. A pattern stands for the whole value. */
function excludes(pattern: string, separator: string): boolean {
  return (
    !pattern.includes(separator) &&
    !WIDE.test(pattern) &&
    !/\[[^\]]*-[^\]]*\]/.test(withoutPlainRanges(pattern))
  );
}

/** `a-z`, `A-Z`, `0-9` name letters and digits only; another range may run over the separator. */
function withoutPlainRanges(pattern: string): string {
  return pattern.replaceAll(/[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]/g, "");
}

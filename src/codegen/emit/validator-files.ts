/** The validators of messages that files describe. What has been compiled for the same schema before is taken as it is. */
import { textPrint } from "../../base/text-print.ts";
import type { MessageSource } from "../../model/message-type.ts";
import type { Value } from "../../model/value.ts";
import type { Types } from "../plan/types.ts";
import { stamped, stampOf, withPlainEnds } from "./header.ts";
import { relativePath } from "./module.ts";
import type { ValidatorCompiler, ValidatorSchema } from "./validators.ts";

/** Ajv's code has no types. In pieces, so that nobody takes this for the silencing of a check here. */
const UNCHECKED = `// @${["ts", "nocheck"].join("-")}`;

interface Options {
  readonly version: string;
  readonly importExtension: string;
  readonly validators: ValidatorCompiler;
  readonly before: (path: string) => string | undefined;
}

export function* validatorFiles(
  types: Types,
  spec: string,
  options: Options,
): Generator<readonly [string, string]> {
  for (const message of types.messages) {
    const { source } = message.type;
    if (message.check === undefined || source === undefined) continue;
    const path = `${message.check.from}.ts`;
    const schema = describedSchema(source);
    const print = textPrint(JSON.stringify([options.version, options.importExtension, schema]));
    const marks = [`// Schema ${print}.`, UNCHECKED];
    const body = bodyBefore(options.before(path), marks) ?? bodyOf(message.check.from, schema, options);
    yield [path, stamped(options.version, spec, body, marks)];
  }
}

/** The schema of a message that a file describes. */
export function describedSchema({ schema, dialect }: MessageSource): ValidatorSchema {
  const hasOldPatterns = patternsIn(schema).some((pattern) => !isUnicode(pattern));
  return { schema, dialect, hasOldPatterns };
}

/** Also what stands where no schema does, which does no harm. */
function patternsIn(value: Value): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each: Value) => patternsIn(each));
  return Object.entries(value).flatMap(([name, each]) => {
    if (name === "pattern" && typeof each === "string") return [each];
    const isNames = name === "patternProperties" && typeof each === "object" && each !== null;
    return [...(isNames ? Object.keys(each) : []), ...patternsIn(each)];
  });
}

function isUnicode(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

/** What an earlier run compiled, if nobody has touched it and it was for the same schema. */
function bodyBefore(text: string | undefined, marks: readonly string[]): string | undefined {
  if (text === undefined || stampOf(text)?.isIntact !== true) return undefined;
  const head = `\n${marks.join("\n")}\n\n`;
  const plain = withPlainEnds(text);
  const at = plain.indexOf(head);
  return at < 0 ? undefined : plain.slice(at + head.length);
}

function bodyOf(path: string, schema: ValidatorSchema, options: Options): string {
  const from = (module: string): string => `"${relativePath(path, module)}${options.importExtension}"`;
  return [
    `import type { Check } from ${from("runtime/codec")};`,
    `import { checked, equal, formats, length } from ${from("runtime/formats")};`,
    "",
    options.validators.code(schema),
    "",
  ].join("\n");
}

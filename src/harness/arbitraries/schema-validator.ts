/** Whether a value is what a JSON Schema allows. */
import { Ajv, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { MessageSource, Schema } from "../../model/message-type.ts";

/** Formats are made as they should be, and not checked again. Some patterns in use are only valid without the flag `u`. */
const OPTIONS: Options = { strict: false, validateFormats: false, unicodeRegExp: false };

const DIALECTS = { "draft-07": Ajv, "2019-09": Ajv2019, "2020-12": Ajv2020 };

export function validatorOf(schema: Schema, dialect: MessageSource["dialect"]): (value: unknown) => boolean {
  const check = new DIALECTS[dialect](OPTIONS).compile(schema);
  return (value) => check(value);
}

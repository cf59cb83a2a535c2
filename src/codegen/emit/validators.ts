/** Modules that check the wire form of one message each, compiled by Ajv. */
import { _, Ajv, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { assert, Defect } from "../../base/assert.ts";
import { escapeUnseen } from "./literal.ts";
import type { Schema } from "../../model/message-type.ts";

/** Keywords of which draft of JSON Schema. */
export type Dialect = "draft-07" | "2019-09" | "2020-12";

/** An Ajv remembers all that it has compiled, and becomes slow. */
const SCHEMAS_MAX = 20;

/** Formats that the runtime knows; others say something to people only, as JSON Schema has it. */
const FORMATS = [
  "uuid",
  "date",
  "date-time",
  "duration",
  "int32",
  "int64",
  "float64",
  "base64",
  "base64url",
  "hex",
];

/** Functions of Ajv's own that its code asks for, and those of the runtime in their place. */
const REQUIRED: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/ucs2length").default': "length",
  'require("ajv/dist/runtime/equal").default': "equal",
};

export interface ValidatorSchema {
  readonly schema: Schema;
  readonly dialect: Dialect;
  /** Its patterns are regular expressions only as they were before Unicode. */
  readonly hasOldPatterns: boolean;
}

/** Compiles schemas one after the other. */
export class ValidatorCompiler {
  readonly #instances = new Map<string, { readonly ajv: Ajv; left: number }>();

  /** Why there is no code for a schema, in few words; undefined where there is. */
  problemOf(given: ValidatorSchema): string | undefined {
    try {
      this.code(given);
      return undefined;
    } catch (error) {
      if (error instanceof Defect) throw error;
      // Of Ajv, which follows them without an end.
      if (error instanceof RangeError) return "it is too deep, or its references go in a circle";
      return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    }
  }

  /** Statements of a validator's module behind its imports. */
  code(given: ValidatorSchema): string {
    const ajv = this.#ajv(given);
    const source = standalone.default(ajv, ajv.compile(given.schema));
    const [, name = "", rest = ""] =
      /^"use strict";\s*export const validate = (\w+);\s*export default \1;\s*([^]*)$/.exec(source) ?? [];
    assert(name !== "", "Ajv prints its code otherwise than it did");
    const code = Object.entries(REQUIRED).reduce((text, [from, to]) => text.replaceAll(from, to), rest);
    assert(
      !code.includes('require("ajv'),
      "a validator needs a function of Ajv that the runtime does not have",
    );
    return `export const check: Check = /* @__PURE__ */ checked(() => {\n${escapeUnseen(code)}return ${name};\n});`;
  }

  #ajv(given: ValidatorSchema): Ajv {
    const key = `${given.dialect} ${given.hasOldPatterns}`;
    const known = this.#instances.get(key);
    if (known !== undefined && known.left > 0) {
      known.left--;
      return known.ajv;
    }
    const ajv = instance(given);
    this.#instances.set(key, { ajv, left: SCHEMAS_MAX - 1 });
    return ajv;
  }
}

function instance({ dialect, hasOldPatterns }: ValidatorSchema): Ajv {
  const options: Options = {
    strict: false,
    validateSchema: false,
    // A field may have a name that every object has.
    ownProperties: true,
    unicodeRegExp: !hasOldPatterns,
    // Only their code is used: that of the runtime's functions.
    formats: Object.fromEntries(FORMATS.map((name) => [name, () => true])),
    code: { source: true, esm: true, lines: true, optimize: false, formats: _`formats` },
    logger: false,
  };
  switch (dialect) {
    case "draft-07":
      return new Ajv({ ...options, meta: false });
    case "2019-09":
      return new Ajv2019(options);
    case "2020-12":
      return new Ajv2020(options);
  }
}

/** The published schemas of JSON output. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

/** What is wrong with `text` as the JSON output of `command`, or as a file of that kind; empty if nothing is. */
export function jsonTroubles(
  command:
    | "check"
    | "diff"
    | "verify"
    | "replay"
    | "trace"
    | "judge"
    | "broker"
    | "baseline"
    | "story"
    | "live",
  text: string,
): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  const judge = JSON.parse(readFileSync("grammar/judge.schema.json", "utf8")) as object;
  if (command === "live") ajv.addSchema(judge, "judge.schema.json");
  const validate = ajv.compile(JSON.parse(readFileSync(`grammar/${command}.schema.json`, "utf8")) as object);
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** What describes a message: a JSON Schema as it is, or a message of an AsyncAPI document, versions 2 and 3. */
import type { Value } from "../../../model/value.ts";
import { isList, isMap } from "../arguments.ts";
import type { Dialect } from "./bundle.ts";
import { isTrouble, type Place, pointed, type SchemaFiles, type Trouble } from "./files.ts";

export interface Described {
  /** The schema. */
  readonly place: Place;
  /** Of a schema that says none. */
  readonly usual: Dialect;
}

/** References are followed so far before a message is found. */
const STEPS_MAX = 100;

/** `pointer` leads from the whole of a file to a schema, or to a message of AsyncAPI. */
export function described(file: Place, pointer: string, files: SchemaFiles): Described | Trouble {
  const at = pointed(file, pointer);
  if (isTrouble(at)) return at;
  const found = target(at, files);
  if (isTrouble(found)) return found;
  if (!isMap(file.value) || !Object.hasOwn(file.value, "asyncapi")) return { place: found, usual: "2020-12" };
  if (pointer === "")
    return { trouble: "it is an AsyncAPI document: which message is meant?", ...messagesOf(file) };
  return ofMessage(found, files);
}

/** Through references that stand alone. */
function target(from: Place, files: SchemaFiles): Place | Trouble {
  let at: Place | Trouble = from;
  for (let i = 0; i < STEPS_MAX && !isTrouble(at); i++) {
    const ref: Value | undefined = isMap(at.value) ? at.value["$ref"] : undefined;
    if (typeof ref !== "string" || !isMap(at.value) || Object.keys(at.value).length > 1) return at;
    at = files.referred(at, ref);
  }
  return isTrouble(at) ? at : { trouble: "its references go in a circle" };
}

function messagesOf({ value }: Place): { readonly candidates: readonly string[] } {
  const components = isMap(value) ? value["components"] : undefined;
  const messages = isMap(components) ? components["messages"] : undefined;
  return {
    candidates: isMap(messages) ? Object.keys(messages).map((name) => `#/components/messages/${name}`) : [],
  };
}

/** A schema stands where a message could, so what has no payload is taken for one. */
function ofMessage(message: Place, files: SchemaFiles): Described | Trouble {
  const { value } = message;
  if (!isMap(value)) return { trouble: "it is no message and no schema" };
  if (isList(value["oneOf"]) && /\/message$/.test(message.pointer))
    return { trouble: "there are several messages: which one is meant?" };
  if (!Object.hasOwn(value, "payload")) return ofSchema(message, value["schemaFormat"], files);
  const payload = pointed({ ...message, pointer: "" }, "/payload");
  if (isTrouble(payload)) return payload;
  const place = { ...payload, pointer: `${message.pointer}/payload` };
  return ofSchema(place, value["schemaFormat"], files);
}

/** Version 3 wraps a schema of a format of its own. */
function ofSchema(place: Place, format: Value | undefined, files: SchemaFiles): Described | Trouble {
  const at = target(place, files);
  if (isTrouble(at)) return at;
  const { value } = at;
  const own = isMap(value) ? value["schemaFormat"] : undefined;
  if (isMap(value) && own !== undefined && Object.hasOwn(value, "schema")) {
    const inner = pointed({ ...at, pointer: "" }, "/schema");
    if (isTrouble(inner)) return inner;
    return ofSchema({ ...inner, pointer: `${at.pointer}/schema` }, own, files);
  }
  const name = typeof format === "string" ? format : "application/schema+json";
  if (/avro|protobuf|raml/i.test(name))
    return { trouble: `its payload is described in the format \`${name}\`, which is not supported yet` };
  return { place: at, usual: "draft-07" };
}

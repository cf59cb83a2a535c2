/** Messages that a file describes, and how the types on a channel are told apart. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../../diagnostics/define.ts";

const top = "waybill 1\ntopology shop\n";
const spec = (text: string): { path: string; text: string } => ({
  path: "shop.waybill",
  text: `${top}${text}`,
});
const schema = (text: string): { path: string; text: string } => ({ path: "order.json", text });
const ORDER =
  '{ "type": "object", "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" } } }';
const API = 'asyncapi: "2.6.0"\ncomponents: { messages: { Order: { payload: { type: object } } } }\n';
const tagged = (by: string, producers: string): string =>
  `${top}broker b { type: demo }\nenum Kind { A }\nmessage A { identity id: uuid, kind: Kind }\nmessage B { identity id: uuid, kind: string }\nmessage C { identity id: uuid, kind: uuid }\nrouter r on b { ${by} }\nbox q on b {}\nbind r -> q { key: "#" }\nservice s { ${producers} }\n`;

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  noFile: "`{path}` cannot be read: {reason}",
  noMessage: "`{path}` does not say what `{message}` is: {reason}{hint}",
  badSchema: "the schema of `{message}` cannot be used: {reason}",
  notTold: "{channel} cannot tell `{one}` from `{other}`: {reason}",
  notATag: "`{path}` does not tell which type a `{message}` is: {reason}",
} as const;

const specs: SpecsOf<typeof messages> = {
  noFile: {
    code: "WB2116",
    severity: "error",
    message: messages.noFile,
    why: "The message is described there, so nothing is known of it.",
    fix: "Name a file by its path beside the spec. It lies within the workspace: the nearest folder above with a `waybill.config.*`, a workspace `package.json` or `.git`.",
    example: {
      fires: [spec('message Order from "ordre.json"\n')],
      quiet: [spec('message Order from "order.json"\n'), schema(ORDER)],
    },
  },
  noMessage: {
    code: "WB2117",
    severity: "error",
    message: messages.noMessage,
    why: "The message is described there, so nothing is known of it.",
    fix: "Write the place behind `#`, as a JSON pointer: to a schema, or to a message of an AsyncAPI document.",
    example: {
      fires: [
        spec('message Order from "api.yaml#/components/messages/Ordre"\n'),
        { path: "api.yaml", text: API },
      ],
      quiet: [
        spec('message Order from "api.yaml#/components/messages/Order"\n'),
        { path: "api.yaml", text: API },
      ],
    },
  },
  badSchema: {
    code: "WB2118",
    severity: "error",
    message: messages.badSchema,
    why: "No message could be checked against it.",
    fix: "Correct the schema. What a `$ref` leads to is in this file, or in one beside it.",
    example: {
      fires: [spec('message Order from "order.json"\n'), schema('{ "type": "objct" }')],
      quiet: [spec('message Order from "order.json"\n'), schema('{ "type": "object" }')],
    },
  },
  notTold: {
    code: "WB2119",
    severity: "error",
    message: messages.notTold,
    why: "A consumer would read one as the other.",
    fix: "Tell them apart by something that differs, or leave `by` out: then the header `type` does it.",
    example: {
      fires: tagged("by: routing-key", 'producer p -> r { sends: A | B, routing-key: "x" }'),
      quiet: tagged(
        "by: routing-key",
        'producer p -> r { sends: A, routing-key: "a" }\n producer o -> r { sends: B, routing-key: "b" }',
      ),
    },
  },
  notATag: {
    code: "WB2120",
    severity: "error",
    message: messages.notATag,
    why: "A consumer could not know how to read it.",
    fix: "Name a field that holds the name of the type, or one value that no other type has there.",
    example: {
      fires: tagged("carries: A | C, by: field(kind)", "producer p -> r { sends: A }"),
      quiet: tagged("carries: A | B, by: field(kind)", "producer p -> r { sends: A }"),
    },
  },
};

export const messageFiles: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** What any import may say of what it read. The spans are empty ranges: sources may hold secrets, so none is shown. */
import {
  defineDiagnostics,
  type Diagnostics,
  type DiagnosticSpec,
  type ExampleSource,
  type SpecsOf,
} from "../diagnostics/define.ts";

const source = (text: string): ExampleSource => [
  { path: "package.json", text: '{ "name": "mailer" }' },
  { path: "mail.ts", text: `import { connect } from "amqplib";\n${text}` },
];
const WORK = 'const ch = await (await connect("amqp://mq")).createConfirmChannel();\n';
const QUIET = source(`${WORK}await ch.assertQueue("mail", { durable: true });\n`);

const messages = {
  nothing: "nothing to import in {source}: {reason}",
  omitted: "{what} is left out ({where}): {reason}",
  unread: "{file} is not read: {reason}",
  conflict: "{what} is declared in two ways: {first}; {second}",
} as const;

const specs = {
  nothing: {
    code: "WB3301",
    severity: "error",
    message: messages.nothing,
    why: "A draft of nothing would look like a system without messages.",
    fix: "Name the files that declare channels or use a client that is read, or another kind of source.",
    example: { fires: source(""), quiet: QUIET },
  },
  omitted: {
    code: "WB3302",
    severity: "warning",
    message: messages.omitted,
    why: "The draft is silent about it, so no check and no verdict sees it.",
    fix: "Add to the draft what you know, or import the source that declares it too.",
    example: {
      fires: source(`${WORK}await ch.assertQueue("mail");\nawait ch.assertQueue(process.env.QUEUE);\n`),
      quiet: QUIET,
    },
  },
  unread: {
    code: "WB3303",
    severity: "warning",
    message: messages.unread,
    why: "What it declares is missing from the draft.",
    fix: "Correct the file, or add to the draft what it declares.",
    example: {
      fires: [
        { path: "package.json", text: '{ "name": "mailer" }' },
        {
          path: "mail.ts",
          text: `import { connect } from "amqplib";\n${WORK}await ch.assertQueue("mail");\n`,
        },
        { path: "broken.ts", text: 'import "amqplib";\nconst = ;\n' },
      ],
      quiet: QUIET,
    },
  },
  conflict: {
    code: "WB3304",
    severity: "warning",
    message: messages.conflict,
    why: "Whoever declares it second is refused by the broker, or is served with what it did not ask for.",
    fix: "Declare it in one place, or alike; the draft has the first.",
    example: {
      fires: source(
        `${WORK}await ch.assertQueue("mail", { durable: true });\nawait ch.assertQueue("mail", { durable: false });\n`,
      ),
      quiet: QUIET,
    },
  },
} as const;

/** What any import may report. The examples are files of a source. */
export const importing: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

/** Its entries. */
export const DRAFT_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

/** Names that mean nothing or two things, and values that a setting does not take. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../diagnostics/define.ts";

const top = "waybill 1\ntopology shop\n";
const broker = `${top}broker b { type: demo }\n`;
const log = `${broker}message M { identity id: uuid, region: R }\nenum R { eu, us }\nlog l on b { carries: M, key: id }\n`;
const flow = `${log}service s { producer p -> l { sends: M } }\nservice t { consumer c <- l }\n`;

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  unknownSetting: "{what} has no setting `{name}`{hint}",
  wrongValue: "`{name}` takes {expected}, not {found}",
  wrongUnit: "`{name}` takes {expected}; `{found}` {trouble}",
  outOfRange: "`{name}` takes {expected}; {found} is outside",
  unknownWord: "`{name}` cannot be `{word}`{hint}",
  missingSetting: "{what} needs the setting `{name}`",
  duplicateName: "there are two {class} called `{name}`",
  unknownName: "there is no {class} `{name}`{hint}",
  ambiguousName: "`{name}` may be {candidates}",
  unknownBrokerType: "there is no broker type `{name}`{hint}; there are {types}",
  unknownVersion:
    "version {version} of {type} is not modelled; it is taken for {nearest}; those modelled are {versions}",
  unknownKind: "{where} has nothing called `{kind}`{hint}; it has {kinds}",
  unknownArgument: "`{call}` takes no argument {name}{hint}; it takes {params}",
  missingArgument: "`{call}` needs the argument `{name}`; it takes {params}",
  otherTopology: "this file belongs to topology `{name}`, another one to `{other}`",
  wrongDirection: "a {endpoint} cannot use this {kind}: {reason}",
  cannotBind: "{from} cannot be bound to {to}: {reason}",
  badName: "`{name}` is no name",
  noBroker: "{what} does not say which broker it is on",
  otherBroker: "{what} is on broker `{there}`, not on `{here}`",
  secret: "a URL with a user part: {url}",
  badAllowance: "an allowance is {expected}",
  unusedAllowance: "there is no {code} here to allow",
  expiredAllowance: "the allowance of {code} has expired on {until}",
} as const;

const specs: SpecsOf<typeof messages> = {
  unknownSetting: {
    code: "WB2001",
    severity: "error",
    message: messages.unknownSetting,
    why: "It would be ignored, and what it was meant to say would not hold.",
    fix: "Correct the name. What the broker knows and Waybill does not model goes into `native: { … }`.",
    example: {
      fires: `${broker}log l on b { partitons: 3 }\n`,
      quiet: `${broker}log l on b { partitions: 3 }\n`,
    },
  },
  wrongValue: {
    code: "WB2002",
    severity: "error",
    message: messages.wrongValue,
    why: "The setting was not read.",
    fix: "Give it a value of that kind.",
    example: {
      fires: `${broker}log l on b { partitions: [3] }\n`,
      quiet: `${broker}log l on b { partitions: 3 }\n`,
    },
  },
  wrongUnit: {
    code: "WB2003",
    severity: "error",
    message: messages.wrongUnit,
    why: "A bare number, or one of another dimension, is off by whatever the reader thinks it is.",
    fix: "Write the unit: 250ms, 30s, 5m, 7d; 512KiB, 1GB.",
    example: {
      fires: `${broker}log l on b { retention: 7GB }\n`,
      quiet: `${broker}log l on b { retention: 7d }\n`,
    },
  },
  outOfRange: {
    code: "WB2004",
    severity: "error",
    message: messages.outOfRange,
    why: "No broker or client would take it, or it would mean something else.",
    fix: "Give it a value within the range.",
    example: {
      fires: `${broker}log l on b { partitions: 0 }\n`,
      quiet: `${broker}log l on b { partitions: 1 }\n`,
    },
  },
  unknownWord: {
    code: "WB2005",
    severity: "error",
    message: messages.unknownWord,
    why: "The setting was not read.",
    fix: "Choose one of the words it takes.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { delivery: exactly-onec }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: exactly-once }\n`,
    },
  },
  missingSetting: {
    code: "WB2006",
    severity: "error",
    message: messages.missingSetting,
    why: "Nothing can be said about it without.",
    fix: "Add it.",
    example: { fires: `${top}broker b { nodes: 3 }\n`, quiet: broker },
  },
  duplicateName: {
    code: "WB2007",
    severity: "error",
    message: messages.duplicateName,
    why: "A reference to the name would be a guess.",
    fix: "Rename one of them.",
    example: { fires: `${top}enum R { eu }\nenum R { us }\n`, quiet: `${top}enum R { eu }\nenum S { us }\n` },
  },
  unknownName: {
    code: "WB2008",
    severity: "error",
    message: messages.unknownName,
    why: "What refers to it leads nowhere.",
    fix: "Correct the name, or declare it.",
    example: {
      fires: `${log}service t { consumer c <- logs }\n`,
      quiet: `${log}service t { consumer c <- l }\n`,
    },
  },
  ambiguousName: {
    code: "WB2009",
    severity: "error",
    message: messages.ambiguousName,
    why: "The reference would be a guess.",
    fix: "Write the kind before the name.",
    example: {
      fires: `${log}box l on b {}\nservice t { consumer c <- l }\n`,
      quiet: `${log}box l on b {}\nservice t { consumer c <- log l }\n`,
    },
  },
  unknownBrokerType: {
    code: "WB2010",
    severity: "error",
    message: messages.unknownBrokerType,
    why: "Nothing that stands on this broker can be understood.",
    fix: "Write a type that this Waybill knows.",
    example: { fires: `${top}broker b { type: dmo }\n`, quiet: broker },
  },
  unknownVersion: {
    code: "WB2011",
    severity: "warning",
    message: messages.unknownVersion,
    why: "Brokers differ by version in defaults and in what they guarantee.",
    fix: "Declare the version that runs.",
    example: {
      fires: `${top}broker b { type: demo, version: "9.9" }\n`,
      quiet: `${top}broker b { type: demo, version: "2.0" }\n`,
    },
  },
  unknownKind: {
    code: "WB2012",
    severity: "error",
    message: messages.unknownKind,
    why: "The declaration was not read further.",
    fix: "Declare what the broker has.",
    example: { fires: `${broker}lug l on b {}\n`, quiet: `${broker}log l on b {}\n` },
  },
  unknownArgument: {
    code: "WB2013",
    severity: "error",
    message: messages.unknownArgument,
    why: "The call was not read.",
    fix: "Give it what it takes.",
    example: {
      fires: `${log}service t { consumer c <- l { on-failure: retry(tims: 3) } }\n`,
      quiet: `${log}service t { consumer c <- l { on-failure: retry(times: 3) } }\n`,
    },
  },
  missingArgument: {
    code: "WB2014",
    severity: "error",
    message: messages.missingArgument,
    why: "The call was not read.",
    fix: "Give it what it takes.",
    example: {
      fires: `${log}service t { consumer c <- l { settle: auto() } }\n`,
      quiet: `${log}service t { consumer c <- l { settle: auto(5s), steps: [effect] } }\n`,
    },
  },
  otherTopology: {
    code: "WB2015",
    severity: "error",
    message: messages.otherTopology,
    why: "A topology is compiled by itself; names of another are not visible in it.",
    fix: "Compile the files of one topology.",
    example: {
      fires: [
        { path: "a.waybill", text: "waybill 1\ntopology a\n" },
        { path: "b.waybill", text: "waybill 1\ntopology b\n" },
      ],
      quiet: [
        { path: "a.waybill", text: "waybill 1\ntopology a\n" },
        { path: "b.waybill", text: "waybill 1\ntopology a\n" },
      ],
    },
  },
  wrongDirection: {
    code: "WB2016",
    severity: "error",
    message: messages.wrongDirection,
    why: "The broker has no such thing.",
    fix: "Name something that can be used so.",
    example: {
      fires: `${broker}router r on b {}\nservice t { consumer c <- r }\n`,
      quiet: `${broker}box q on b {}\nservice t { consumer c <- q }\n`,
    },
  },
  cannotBind: {
    code: "WB2017",
    severity: "error",
    message: messages.cannotBind,
    why: "The broker would refuse the binding.",
    fix: "Bind what the broker can bind, on one broker.",
    example: {
      fires: `${broker}box q on b {}\nbox r on b {}\nbind q -> r\n`,
      quiet: `${broker}router q on b {}\nbox r on b {}\nbind q -> r { key: "a" }\n`,
    },
  },
  badName: {
    code: "WB2018",
    severity: "error",
    message: messages.badName,
    why: "A name is referred to from elsewhere, so it has letters, digits, `_` and single dashes, and begins with a letter.",
    fix: "Choose a name of that form; what the broker calls it goes into `name:`.",
    example: {
      fires: `${broker}log "my log" on b {}\n`,
      quiet: `${broker}log mine on b { name: "my log" }\n`,
    },
  },
  noBroker: {
    code: "WB2019",
    severity: "error",
    message: messages.noBroker,
    why: "What it can do depends on the broker.",
    fix: "Write `on <broker>` behind the name.",
    example: { fires: `${broker}log l\n`, quiet: `${broker}log l on b\n` },
  },
  otherBroker: {
    code: "WB2020",
    severity: "error",
    message: messages.otherBroker,
    why: "A broker knows only what it has itself. A bridge is a service with a consumer on one and a producer on the other.",
    fix: "Name something on the same broker.",
    example: {
      fires: `${broker}broker b2 { type: demo }\nbox d on b2 {}\nbox q on b { dead-letter: d }\n`,
      quiet: `${broker}box d on b {}\nbox q on b { dead-letter: d }\n`,
    },
  },
  secret: {
    code: "WB2021",
    severity: "error",
    message: messages.secret,
    why: "Specs are read by many and kept for ever; a credential in one is known to all of them.",
    fix: "Remove it: addresses and credentials are arguments of the client.",
    example: {
      fires: `${top}service a { owner: "https://me:pass@example.org/" }\n`,
      quiet: `${top}service a { owner: "https://example.org/" }\n`,
    },
  },
  badAllowance: {
    code: "WB2022",
    severity: "error",
    message: messages.badAllowance,
    why: "It allows nothing as it stands.",
    fix: 'Write `allow: WB3001("reason", until: 2031-12-31)`; the reason is required.',
    example: { fires: `${top}service a { allow: WB2099() }\n`, quiet: `${top}service a { owner: "x" }\n` },
  },
  unusedAllowance: {
    code: "WB2023",
    severity: "warning",
    message: messages.unusedAllowance,
    why: "The next one would be allowed unseen.",
    fix: "Remove the allowance.",
    example: {
      fires: `${top}service a { allow: WB3999("partner does it", until: 2999-01-01) }\n`,
      quiet: `${top}service a { owner: "x" }\n`,
    },
  },
  expiredAllowance: {
    code: "WB2024",
    severity: "error",
    message: messages.expiredAllowance,
    why: "What was allowed for a time is still there.",
    fix: "Remove the cause, or decide anew and move the date.",
    example: {
      fires: `${top}broker b { type: demo, version: "9.9", allow: WB2011("until the upgrade", until: 2001-01-01) }\n`,
      quiet: `${top}broker b { type: demo, version: "9.9", allow: WB2011("until the upgrade", until: 2999-01-01) }\n`,
    },
  },
};

export const names: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);

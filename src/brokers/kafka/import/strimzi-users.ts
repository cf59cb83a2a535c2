/** KafkaUser: what its ACLs let it do, as endpoints. That it may is not that it does, so all else is unknown. */
import { isList, isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import type { DraftChannel, DraftEndpoint, DraftSetting } from "../../../drafts/draft.ts";
import { quoted } from "../../../drafts/quote.ts";
import type { Value } from "../../../model/value.ts";
import type { Resource } from "./strimzi-resource.ts";
import { UNKNOWN } from "./topic-config.ts";

export interface Access {
  /** Whether a topic of this name may be written, read. */
  readonly writes: (topic: string) => boolean;
  readonly reads: (topic: string) => boolean;
  /** The only group that it may be of. */
  readonly group: string | undefined;
  /** Rules that are not understood, and why. */
  readonly notRead: readonly string[];
}

interface Rule {
  readonly type: string;
  readonly name: string;
  readonly isPrefix: boolean;
  readonly operations: readonly string[];
}

export function accessOf(spec: MapValue): Access {
  const authorization = isMap(spec["authorization"]) ? spec["authorization"] : {};
  const acls = isList(authorization["acls"]) ? authorization["acls"] : [];
  const denied = acls.filter((acl) => isMap(acl) && acl["type"] === "deny");
  const rules = acls.filter((acl) => !denied.includes(acl)).flatMap(ruleOf);
  const may = (operation: string, topic: string): boolean =>
    rules.some(
      ({ type, name, isPrefix, operations }) =>
        type === "topic" &&
        (operations.includes(operation) || operations.includes("All")) &&
        // Everything there is says nothing of what is used.
        name !== "*" &&
        (isPrefix ? topic.startsWith(name) : topic === name),
    );
  const groups = rules.filter(({ type, name, isPrefix }) => type === "group" && !isPrefix && name !== "*");
  const names = new Set(groups.map(({ name }) => name));
  const [only] = names;
  return {
    writes: (topic) => may("Write", topic),
    reads: (topic) => may("Read", topic),
    group: names.size === 1 ? only : undefined,
    notRead: denied.length === 0 ? [] : ["it denies something, which is not followed"],
  };
}

function ruleOf(value: Value): readonly Rule[] {
  const resource = isMap(value) && isMap(value["resource"]) ? value["resource"] : undefined;
  if (!isMap(value) || resource === undefined) return [];
  const { type, name, patternType } = resource;
  const operations = isList(value["operations"]) ? value["operations"] : [value["operation"]];
  return [
    {
      type: typeof type === "string" ? type : "",
      name: typeof name === "string" ? name : "*",
      isPrefix: patternType === "prefix",
      operations: operations.filter((each) => typeof each === "string"),
    },
  ];
}

/** An endpoint for each topic of the draft that the user may write or read. */
export function userEndpoints(
  user: Resource,
  access: Access,
  channels: readonly DraftChannel[],
): readonly DraftEndpoint[] {
  const unknowns = (names: readonly string[]): readonly DraftSetting[] =>
    names.map((name) => ({ name, text: UNKNOWN }));
  const own = channels.filter(({ key }) => key.broker === `kafka ${user.cluster}`);
  return own.flatMap(({ key }): readonly DraftEndpoint[] => {
    const common = {
      service: user.name,
      channel: key,
      origins: [user.origin],
      outline: { of: "strimzi", isNamed: true },
    };
    const writer: DraftEndpoint = {
      ...common,
      role: "producer",
      wish: `send-${key.name}`,
      settings: unknowns(["acks", "idempotent", "on-unknown"]),
    };
    const group = access.group === undefined ? UNKNOWN : quoted(access.group);
    const reader: DraftEndpoint = {
      ...common,
      role: "consumer",
      wish: key.name,
      settings: [{ name: "group", text: group }, ...unknowns(["start", "effect", "steps", "on-failure"])],
    };
    return [...(access.writes(key.name) ? [writer] : []), ...(access.reads(key.name) ? [reader] : [])];
  });
}

/** Keys, routing keys, identities and effect keys are paths into the messages at hand, through unions. */
import { parseTemplate } from "../../../grammar/template.ts";
import type { Span } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { identityOf, type MessageType } from "../../model/message-type.ts";
import type { Consumer } from "../../model/topology.ts";
import { hintOf } from "../resolve/describe.ts";
import { unfitIdentity } from "../resolve/message-types.ts";
import type { ConsumerUses, MessageUses, Resolution } from "../resolve/resolution.ts";
import { types } from "../resolve/types.diagnostics.ts";
import type { PathUse, TemplateUse } from "../resolve/uses.ts";
import { notation } from "../syntax/notation.diagnostics.ts";
import { isBounded } from "./bounded.ts";
import { MessageIndex, typeText, type Walk } from "./messages.ts";
import type { Traffic } from "./traffic.ts";

const { report } = types;

export function checkPaths(resolution: Resolution, traffic: Traffic, sink: FindingSink): void {
  new PathCheck(new MessageIndex(resolution.topology), traffic, sink).run(resolution);
}

class PathCheck {
  readonly #index: MessageIndex;
  readonly #traffic: Traffic;
  readonly #sink: FindingSink;
  /** Opaque messages that have been spoken of. */
  readonly #opaque = new Set<string>();

  constructor(index: MessageIndex, traffic: Traffic, sink: FindingSink) {
    this.#index = index;
    this.#traffic = traffic;
    this.#sink = sink;
  }

  run(resolution: Resolution): void {
    for (const uses of resolution.described) this.#identity(uses);
    for (const { channel, paths } of resolution.channels) {
      const messages = this.#known(this.#traffic.at(channel));
      for (const use of paths) this.#single(use, messages);
    }
    const sent = new Map<string, readonly MessageType[]>();
    for (const { producer, paths, templates } of resolution.producers) {
      const messages = this.#known(this.#traffic.sentBy(producer));
      sent.set(`${producer.service}.${producer.name}`, messages);
      for (const use of paths) this.#single(use, messages);
      for (const use of templates) this.#template(use, messages);
      const { reply } = producer;
      const answers = reply === undefined ? [] : this.#known(this.#traffic.at(reply.channel));
      for (const use of paths) if (use.setting === "correlate") this.#single(use, answers);
    }
    for (const uses of resolution.consumers) this.#consumer(uses);
    for (const { from, paths } of resolution.guarantees) {
      for (const use of paths) this.#single(use, sent.get(from) ?? []);
    }
  }

  #identity({ message, paths }: MessageUses): void {
    for (const { path, span } of paths) {
      if (!this.#single1(path, span, message)) continue;
      const walk = this.#index.walk(message, path);
      const type = walk.kind === "found" ? walk.type : undefined;
      const isEnum = type?.kind === "named";
      const trouble = type && unfitIdentity(type, isEnum);
      if (trouble !== undefined) this.#sink.add(report.badIdentity(span, { field: path, trouble }));
    }
  }

  #known(names: readonly string[]): MessageType[] {
    return names.flatMap((name) => this.#index.message(name) ?? []);
  }

  #consumer({ consumer, paths }: ConsumerUses): void {
    const messages = this.#known(this.#traffic.at(consumer.from));
    for (const use of paths) {
      if (use.setting === "reads") this.#readable(use, messages);
      else if (isList(consumer, use)) this.#list(use, messages);
      else {
        const isThere = this.#single(use, messages);
        const isGate = use.setting === "effect" && consumer.effect.kind === "idempotent";
        if (isThere && isGate) this.#unique(use, messages);
      }
    }
  }

  /** Has every message one value there? */
  #single(use: PathUse, messages: readonly MessageType[]): boolean {
    const walks = messages.map((message) => this.#single1(use.path, use.span, message));
    return walks.every((isThere) => isThere);
  }

  #single1(path: string, span: Span, message: MessageType): boolean {
    const walk = this.#index.walk(message, path);
    if (!this.#isFound(walk, path, span, message)) return walk.kind === "opaque";
    if (walk.optional !== undefined) {
      const params = { path, message: message.name, field: walk.optional };
      this.#sink.add(report.pathOptional(span, params, this.#declared(message)));
      return false;
    }
    const isRecord = walk.type.kind === "named" && this.#index.enumeration(walk.type.name) === undefined;
    if (walk.type.kind === "list" || walk.type.kind === "map" || isRecord) {
      this.#sink.add(report.notScalar(span, { path, type: typeText(walk.type) }));
      return false;
    }
    return true;
  }

  #list(use: PathUse, messages: readonly MessageType[]): void {
    for (const message of messages) {
      const walk = this.#index.walk(message, use.path);
      if (!this.#isFound(walk, use.path, use.span, message) || walk.type.kind === "list") continue;
      this.#sink.add(report.notAList(use.span, { path: use.path, type: typeText(walk.type) }));
    }
  }

  #readable(use: PathUse, messages: readonly MessageType[]): void {
    const walks = messages.map((message) => this.#index.walk(message, use.path, true));
    const [first] = walks;
    const [message] = messages;
    // A reader of a union may use what only some of its messages have.
    if (first === undefined || message === undefined || walks.some((walk) => walk.kind !== "missing")) return;
    this.#isFound(first, use.path, use.span, message);
  }

  #isFound(walk: Walk, path: string, span: Span, message: MessageType): walk is Walk & { kind: "found" } {
    switch (walk.kind) {
      case "found":
        return true;
      case "opaque":
        if (!this.#opaque.has(message.name)) {
          this.#sink.add(report.opaquePath(span, { path, what: walk.what }));
        }
        this.#opaque.add(message.name);
        return false;
      case "list": {
        const params = { path, field: walk.field, message: message.name };
        this.#sink.add(report.pathThroughList(span, params, this.#declared(message)));
        return false;
      }
      case "missing": {
        const last = path.slice(path.lastIndexOf(".") + 1);
        const hint = hintOf(nearest(last, walk.fields));
        this.#sink.add(
          report.unknownPath(span, { message: message.name, path, hint }, this.#declared(message)),
        );
        return false;
      }
    }
  }

  #declared({ origin }: MessageType): { related: { span: Span; label: string }[] } {
    return { related: origin === undefined ? [] : [{ span: origin, label: "declared here" }] };
  }

  #unique(use: PathUse, messages: readonly MessageType[]): void {
    for (const message of messages) {
      const identity = identityOf(message);
      const isKnown = !message.opaque && (message.open !== true || identity.length > 0);
      if (!isKnown || (identity.length === 1 && identity[0] === use.path)) continue;
      const shown = identity.map((name) => `\`${name}\``).join(", ");
      const reason = identity.length === 0 ? "it declares no identity" : `its identity is ${shown}`;
      const params = { path: use.path, message: message.name, reason };
      this.#sink.add(report.notUnique(use.span, params, this.#declared(message)));
    }
  }

  #template(use: TemplateUse, messages: readonly MessageType[]): void {
    const { parts, problems } = parseTemplate(use.text);
    for (const { text, start, end } of problems) {
      this.#sink.add(notation.report.badTemplate(use.at(start, end), { what: text }));
    }
    for (const part of parts) {
      if (part.kind !== "path") continue;
      const span = use.at(part.start, part.end);
      for (const message of messages) {
        if (!this.#single1(part.path, span, message) || use.separator === undefined) continue;
        const walk = this.#index.walk(message, part.path);
        if (walk.kind !== "found" || isBounded(walk.type, use.separator, this.#index)) continue;
        const params = { path: part.path, type: typeText(walk.type) };
        this.#sink.add(report.unboundedKey(span, params, this.#declared(message)));
        break;
      }
    }
  }
}

/** `announce[per(lines)]` */
function isList({ sends }: Consumer, { setting, path }: PathUse): boolean {
  return setting === "sends" && sends.some(({ per }) => per?.kind === "entry" && per.path === path);
}

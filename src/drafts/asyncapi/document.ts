/**
 * An AsyncAPI document, versions 2 and 3, as what an application does on which channels. Names no protocol: each
 * broker's `import` says which are its own and reads its bindings.
 */
import { isMap, type MapValue } from "../../compiler/resolve/arguments.ts";
import {
  isTrouble,
  type Place,
  type SchemaFiles,
  type Trouble,
} from "../../compiler/resolve/schema/files.ts";
import type { Value } from "../../model/value.ts";
import type { AsyncChannel, AsyncDocument, AsyncMessage, AsyncOperation } from "./application.ts";
import { child, children, followed, textAt } from "./places.ts";

/** The document in `path`. */
export function readAsyncApi(path: string, files: SchemaFiles): AsyncDocument | Trouble {
  const root = files.file(path, path.split("/").at(-1) ?? path);
  if (isTrouble(root)) return root;
  const version = textAt(root, "asyncapi") ?? versionNumber(root);
  if (version === undefined) return { trouble: "it has no `asyncapi:`, so it is no AsyncAPI document" };
  if (!/^[23]\./.test(version))
    return { trouble: `it is of AsyncAPI ${version.slice(0, 20)}; 2 and 3 are read` };
  return new Reader(root, version, files).document();
}

function versionNumber({ value }: Place): string | undefined {
  const version = isMap(value) ? value["asyncapi"] : undefined;
  return typeof version === "number" ? `${version}` : undefined;
}

class Reader {
  readonly #root: Place;
  readonly #version: string;
  readonly #files: SchemaFiles;
  readonly #broken: { readonly origin: string; readonly reason: string }[] = [];
  readonly #channels = new Map<string, AsyncChannel>();
  readonly #operations: AsyncOperation[] = [];
  readonly #servers: ReadonlyMap<string, string | undefined>;

  constructor(root: Place, version: string, files: SchemaFiles) {
    this.#root = root;
    this.#version = version;
    this.#files = files;
    this.#servers = new Map(
      children(child(root, "servers")).flatMap(({ key, place }) => {
        const at = followed(place, files);
        return isTrouble(at) ? [] : [[key, textAt(at, "protocol")?.toLowerCase()] as const];
      }),
    );
  }

  document(): AsyncDocument {
    const isThird = this.#version.startsWith("3");
    for (const { key, place } of children(child(this.#root, "channels"))) {
      const at = this.#followed(place);
      if (at === undefined) continue;
      const address = isThird ? textAt(at, "address") : key;
      const channel = this.#channel(at, { id: key, place, ...(address === undefined ? {} : { address }) });
      this.#channels.set(place.pointer, channel);
      if (at.pointer !== place.pointer) this.#channels.set(at.pointer, channel);
      if (!isThird) this.#secondOperations(at, channel, key);
    }
    if (isThird)
      for (const each of children(child(this.#root, "operations"))) this.#operation(each.key, each.place);
    return {
      path: this.#root.file,
      version: this.#version,
      title: textAt(child(this.#root, "info"), "title") ?? "",
      channels: [...new Set(this.#channels.values())],
      operations: this.#operations,
      broken: this.#broken,
    };
  }

  #channel(
    at: Place,
    { id, place, address }: { readonly id: string; readonly place: Place; readonly address?: string },
  ): AsyncChannel {
    const isSecond = this.#version.startsWith("2");
    const messages = isSecond
      ? []
      : children(child(at, "messages")).flatMap((each) => this.#messages(each.place));
    return {
      id,
      origin: originOf(place),
      ...(address === undefined ? {} : { address }),
      parameters: [...(address ?? "").matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ""),
      protocols: this.#protocols(at),
      bindings: this.#bindings(at),
      messages: isSecond
        ? ["publish", "subscribe"].flatMap((verb) => this.#messages(child(child(at, verb), "message")))
        : messages,
    };
  }

  /** Of the servers named, by key in version 2 and by reference in 3; of all where none is. */
  #protocols(at: Place): readonly string[] {
    const named = children(child(at, "servers")).map(({ place }) =>
      typeof place.value === "string" ? place.value : textAt(place, "$ref")?.split("/").at(-1),
    );
    const found = [...this.#servers]
      .filter(([key]) => named.length === 0 || named.includes(key))
      .flatMap(([, protocol]) => protocol ?? []);
    return [...new Set(found)];
  }

  /** In version 2 `publish` is what the application receives, and `subscribe` what it sends (2.6.0, Channel Item Object). */
  #secondOperations(at: Place, channel: AsyncChannel, address: string): void {
    for (const [verb, action] of [
      ["publish", "receive"],
      ["subscribe", "send"],
    ] as const) {
      const operation = this.#followed(child(at, verb));
      if (operation === undefined) continue;
      this.#operations.push({
        origin: originOf(operation),
        action,
        name: textAt(operation, "operationId") ?? address,
        channel,
        messages: this.#messages(child(operation, "message")),
        bindings: this.#bindings(operation),
      });
    }
  }

  #operation(name: string, place: Place): void {
    const at = this.#followed(place);
    const reference = at === undefined ? undefined : textAt(child(at, "channel"), "$ref");
    if (at === undefined) return;
    const channel = reference === undefined ? undefined : this.#channelAt(at, reference);
    const action = textAt(at, "action");
    if (channel === undefined || (action !== "send" && action !== "receive")) {
      const reason =
        channel === undefined
          ? "its channel is not in the document"
          : "its action is neither send nor receive";
      this.#broken.push({ origin: originOf(place), reason });
      return;
    }
    const own = children(child(at, "messages")).flatMap((each) => this.#messages(each.place));
    const messages = own.length > 0 ? own : channel.messages;
    this.#operations.push({
      origin: originOf(place),
      action,
      name,
      channel,
      messages,
      bindings: this.#bindings(at),
    });
  }

  #channelAt(from: Place, reference: string): AsyncChannel | undefined {
    const at = this.#files.referred(from, reference);
    if (isTrouble(at)) return undefined;
    const known = this.#channels.get(at.pointer);
    if (known !== undefined) return known;
    const end = followed(at, this.#files);
    return isTrouble(end) ? undefined : this.#channels.get(end.pointer);
  }

  /** One message, or those of a list of which each may be sent. */
  #messages(place: Place | undefined): readonly AsyncMessage[] {
    const at = this.#followed(place);
    if (at === undefined || !isMap(at.value)) return [];
    const several = child(at, "oneOf");
    if (several !== undefined && !Object.hasOwn(at.value, "payload"))
      return children(several).flatMap((each) => this.#messages(each.place));
    return [{ place: at, name: nameOf(at) }];
  }

  #bindings(at: Place): MapValue {
    const traits = children(child(at, "traits")).flatMap(({ place }) => this.#followed(place) ?? []);
    return Object.fromEntries(
      [...traits, at].map((each) => this.#ownBindings(each)).flatMap((each) => Object.entries(each)),
    );
  }

  #ownBindings(at: Place): MapValue {
    const bindings = this.#followed(child(at, "bindings"));
    const entries = children(bindings).flatMap(({ key, place }): (readonly [string, Value])[] => {
      const each = followed(place, this.#files);
      return isTrouble(each) ? [] : [[key, each.value]];
    });
    return Object.fromEntries(entries);
  }

  #followed(place: Place | undefined): Place | undefined {
    if (place === undefined) return undefined;
    const at = followed(place, this.#files);
    if (!isTrouble(at)) return at;
    this.#broken.push({
      origin: originOf(place),
      reason: at.trouble === "" ? "it cannot be read" : at.trouble,
    });
    return undefined;
  }
}

/** The name of a component, or what the message says of itself. */
function nameOf(place: Place): string {
  const component = /\/messages\/([^/]+)$/.exec(place.pointer)?.[1];
  const said = textAt(place, "name") ?? textAt(place, "messageId") ?? textAt(place, "title");
  return component ?? said ?? "Message";
}

function originOf({ file, pointer }: Place): string {
  return `${file}#${pointer}`;
}

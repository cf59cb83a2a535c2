/** The types of messages, read off generated services: their declarations know them, their values do not. */
import type { Arbitrary } from "fast-check";

/** What handlers of a service are given, by type. */
type HandlersOf<Service> = Service extends { start(options: infer Options): unknown }
  ? Options extends { readonly handlers: infer Handlers }
    ? { [Consumer in keyof Handlers]: GotBy<Handlers[Consumer]> }[keyof Handlers]
    : never
  : never;

type GotBy<Handlers> = {
  readonly [Type in keyof Handlers]: Handlers[Type] extends (
    message: infer Message,
    ...rest: never
  ) => unknown
    ? Message
    : never;
};

/** What a service sends, by type; where one producer sends several types, each as any of them. */
type SentBy<Service> = Service extends { start(options: never): Promise<{ readonly send: infer Send }> }
  ? { [Producer in keyof Send]: SentThrough<Send[Producer]> }[keyof Send]
  : never;

type SentThrough<Send> = Send extends (
  type: infer Type extends string,
  message: infer Message,
  ...rest: never
) => unknown
  ? { readonly [T in Type]: Message }
  : never;

/** Keys of all members of a union of objects, and what stands behind them. */
type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type At<Union, Key> = Union extends unknown ? (Key extends keyof Union ? Union[Key] : never) : never;

type Handled<Services> = HandlersOf<Services[keyof Services]>;
type SentMessages<Services> = SentBy<Services[keyof Services]>;

/** Messages of generated services, by the names of their types. */
export type MessagesOf<Services> = {
  readonly [Type in KeysOf<Handled<Services>> | KeysOf<SentMessages<Services>>]: Type extends KeysOf<
    Handled<Services>
  >
    ? At<Handled<Services>, Type>
    : At<SentMessages<Services>, Type>;
};

/** An arbitrary for each message. */
export type Arbitraries<Messages> = { readonly [Type in keyof Messages]: Arbitrary<Messages[Type]> };

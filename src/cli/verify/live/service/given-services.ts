/** Services of the user, as a test of them gives them to `testGuarantees`. */
import type { Broker } from "../../../../client/client.ts";
import type { World } from "../../../../harness/world/world.ts";

/** What a start function resolved to, as far as it is asked. */
type Started = unknown;
type Brokers = Readonly<Record<string, Broker>>;

export interface GivenService {
  readonly start: (brokers: Brokers) => Promise<Started>;
  /** Makes it say a message; absent where its sends are used. */
  readonly send?: (started: Started, said: object) => unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Call = (...args: readonly unknown[]) => unknown;

/** The service of that name in the module; undefined where it gives none. Throws a TypeError where it gives nothing of the kind. */
export async function givenService(
  module: Fields,
  name: string,
  world: World,
): Promise<GivenService | undefined> {
  const build = module["services"] ?? module["default"];
  if (!isCall(build))
    throw new TypeError(
      "the file of --services exports no function `services`, which is given a world and returns services by name",
    );
  const all = await build(world);
  if (!isFields(all))
    throw new TypeError("`services` of the file of --services returned no services by name");
  const key =
    Object.keys(all).find((each) => each === name) ??
    Object.keys(all).find((each) => plain(each) === plain(name));
  return key === undefined ? undefined : serviceOf(all[key], key);
}

function serviceOf(given: unknown, name: string): GivenService {
  if (isCall(given)) return { start: (brokers) => Promise.resolve(given(brokers)) };
  const { fresh, start, producing } = isFields(given) ? given : {};
  if (isFields(producing)) {
    const { start: begin, send } = producing;
    if (isCall(begin) && isCall(send))
      return {
        start: (brokers) => Promise.resolve(begin(brokers)),
        send: (started, said) => send(started, said),
      };
  }
  if (isCall(fresh) && isCall(start)) return { start: async (brokers) => start(await fresh(), brokers) };
  throw new TypeError(
    `the service ${name} of --services is the function that starts it, or producing({ start, send }), or { fresh, start }`,
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function isCall(value: unknown): value is Call {
  return typeof value === "function";
}

/** A name without what an identifier cannot have. */
function plain(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "").toLowerCase();
}

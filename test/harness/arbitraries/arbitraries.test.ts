import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraries, wireArbitraries, workloads } from "../../../src/api/arbitraries.ts";
import { codecsOf } from "./codecs-of.ts";

const HEAD = `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 3 }
enum Region { eu, us }
record Line { sku: string[1..8], quantity: int32 }
record Tree { name: string, under: Tree[] }
`;

const EVERYTHING = `${HEAD}
message Everything {
  identity id: uuid
  text: string
  short: string[..3]
  code: string(pattern: "[A-Z]{2}-[0-9]+")
  flag: bool
  small: int32
  smallText: wire(int32, text)
  large: int64
  largeNumber: wire(int64, number)
  real: float64
  realText: wire(float64, text)
  money: decimal(12, 2)
  moneyNumber: wire(decimal(12, 2), number)
  at: timestamp
  atMillis: wire(timestamp, epoch-millis)
  atSeconds: wire(timestamp, epoch-seconds)
  day: date
  days: wire(date, epoch-days)
  took: duration
  tookMillis: wire(duration, millis)
  tookSeconds: wire(duration, seconds)
  blob: bytes
  blobUrl: wire(bytes, base64url)
  blobHex: wire(bytes, hex)
  anything: json
  region: Region
  lines: Line[1..3]
  byName: map<Line>
  tree?: Tree
  note?: string[2..4]
}
message Raw: opaque
topic a on events { carries: Everything, key: id, partitions: 3, replication: 3 }
topic b on events { carries: Raw, partitions: 3, replication: 3 }
service s {
  producer p -> a { sends: Everything }
  producer q -> b { sends: Raw }
}
`;

const source = (text: string) => ({ spec: { sources: [{ path: "t.waybill", text }] } });
const RUNS = { numRuns: 60, seed: 5 };

test("values go through the generated codecs and come back equal; wire forms are what the validators allow", async () => {
  const { Everything: codec } = await codecsOf(EVERYTHING, ["s"]);
  const values = arbitraries<Record<string, never>>(source(EVERYTHING)) as Record<
    string,
    fc.Arbitrary<never>
  >;
  const wires = wireArbitraries(source(EVERYTHING));
  expect(Object.keys(values)).toEqual(["Everything", "Raw"]);
  if (codec === undefined || values["Everything"] === undefined || wires["Everything"] === undefined)
    throw new Error("Everything has no codec or no arbitrary");
  fc.assert(
    fc.property(values["Everything"], (value) => {
      const travelled: unknown = JSON.parse(JSON.stringify(codec.encode(value)));
      expect(codec.decode(travelled)).toEqual(value);
    }),
    RUNS,
  );
  fc.assert(
    fc.property(wires["Everything"], (wire) => {
      const travelled: unknown = JSON.parse(JSON.stringify(wire));
      expect(travelled).toEqual(wire);
      codec.decode(travelled);
    }),
    RUNS,
  );
});

test("fields that a spec bounds are drawn to their bounds, and optional ones are there half of the time", () => {
  const { Everything } = wireArbitraries(source(EVERYTHING));
  if (Everything === undefined) throw new Error("Everything has no arbitrary");
  const drawn = fc.sample(Everything, { numRuns: 200, seed: 1 }) as Record<string, string & unknown[]>[];
  const lengths = (field: string) => new Set(drawn.map((each) => [...(each[field] ?? "")].length));
  expect(lengths("short")).toEqual(new Set([0, 1, 2, 3]));
  expect(lengths("lines")).toEqual(new Set([1, 2, 3]));
  expect(drawn.every(({ code }) => /^[A-Z]{2}-[0-9]+$/.test(code ?? ""))).toBe(true);
  const withNote = drawn.filter(({ note }) => note !== undefined).length;
  expect(withNote).toBeGreaterThan(60);
  expect(withNote).toBeLessThan(140);
});

test("the same seed draws the same messages", () => {
  const draw = (): unknown => fc.sample(workloads(source(EVERYTHING)), { numRuns: 20, seed: 9 });
  expect(draw()).toEqual(draw());
});

const ORDERS = `${HEAD}
message Placed { identity eventId: uuid, orderId: uuid, region: Region }
message Cancelled { identity eventId: uuid, orderId: uuid, reason: string }
topic orders on events { carries: Placed | Cancelled, key: orderId, partitions: 3, replication: 3 }
service s { producer p -> orders { sends: Placed | Cancelled } }
`;

test("in a workload no identity comes twice, and keys meet across types", () => {
  interface Order {
    readonly type: string;
    readonly message: { readonly eventId: string; readonly orderId: string };
  }
  const drawn = fc.sample(workloads(source(ORDERS), [], { least: 12, most: 12 }), {
    numRuns: 30,
    seed: 2,
  }) as Order[][];
  let shared = 0;
  for (const workload of drawn) {
    expect(workload).toHaveLength(12);
    expect(new Set(workload.map(({ message }) => message.eventId)).size).toBe(12);
    expect(new Set(workload.map(({ message }) => message.orderId)).size).toBeLessThanOrEqual(3);
    const ids = (type: string) =>
      workload.filter((each) => each.type === type).map(({ message }) => message.orderId);
    if (ids("Placed").some((id) => ids("Cancelled").includes(id))) shared += 1;
  }
  expect(shared).toBeGreaterThan(20);
});

test("an arbitrary of one's own stands wherever its type does", () => {
  const { Everything } = wireArbitraries(source(EVERYTHING), {
    Line: fc.constant({ sku: "mine", quantity: 1 }),
  });
  if (Everything === undefined) throw new Error("Everything has no arbitrary");
  const [first] = fc.sample(Everything, { numRuns: 1, seed: 3 }) as { readonly lines: unknown[] }[];
  expect(first?.lines[0]).toEqual({ sku: "mine", quantity: 1 });
});

test.each<[string, () => unknown, string]>([
  ["a spec that does not compile", () => arbitraries(source("topology")), "the spec does not compile"],
  ["something else", () => arbitraries({} as never), "takes what a generated index exports"],
  [
    "an unknown message",
    () => workloads(source(ORDERS), ["Place"]),
    "t has no message Place; it has Placed, Cancelled",
  ],
  [
    "a size that is none",
    () => workloads(source(ORDERS), [], { least: 5, most: 2 }),
    "most is a whole number from 5",
  ],
])("%s is an error that says so", (_name, call, text) => {
  expect(call).toThrow(text);
});

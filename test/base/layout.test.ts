import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CapacityExceeded, Layout, type List, type State } from "../../src/base/layout.ts";
import { fromBase64Url, toBase64Url } from "../../src/base/base64url.ts";
import { Counter } from "../../src/base/counter.ts";
import { IntVector } from "../../src/base/int-vector.ts";
import { mix, Prng } from "../../src/base/prng.ts";

const CAPACITY = 6;

type Change = (list: List, s: State, plain: number[]) => void;

const at = (plain: readonly number[], i: number): number => (plain.length === 0 ? 0 : i % plain.length);

const changes: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(5), fc.nat(9), fc.integer({ min: -5, max: 99 }))
  .map(([kind, i, value]): Change => {
    return (list, s, plain) => {
      if (kind === 0 && plain.length < CAPACITY) {
        list.push(s, value);
        plain.push(value);
      } else if (kind === 1 && plain.length < CAPACITY) {
        list.insert(s, at(plain, i), value);
        plain.splice(at(plain, i), 0, value);
      } else if (kind === 2 && plain.length > 0) {
        expect(list.removeAt(s, at(plain, i))).toBe(plain.splice(at(plain, i), 1)[0]);
      } else if (kind === 3) {
        list.truncate(s, i);
        plain.length = Math.min(plain.length, i);
      } else if (kind === 4 && plain.length > 0) {
        list.set(s, at(plain, i), value);
        plain[at(plain, i)] = value;
      } else {
        expect(list.indexOf(s, value)).toBe(plain.indexOf(value));
      }
    };
  });

describe("a packed list", () => {
  test("behaves as an array, leaves its neighbours alone and its free cells 0", () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 40 }), (steps) => {
        const layout = new Layout();
        const before = layout.cell(77);
        const list = layout.list("list", CAPACITY);
        const after = layout.cell(78);
        const s = layout.initial();
        const plain: number[] = [];
        for (const step of steps) {
          step(list, s, plain);
          const free = new Array<number>(CAPACITY - plain.length).fill(0);
          expect([...s]).toEqual([77, plain.length, ...plain, ...free, 78]);
        }
        expect([before.get(s), after.get(s)]).toEqual([77, 78]);
      }),
    );
  });

  test("says by name that it is full, and stays as it was", () => {
    const layout = new Layout();
    const list = layout.list("queue", 1);
    const other = layout.list("other", 2);
    const s = layout.initial();
    list.push(s, 5);
    other.push(s, 1);
    other.push(s, 2);
    const full = s.slice();
    for (const change of [() => list.push(s, 6), () => list.insert(s, 0, 6), () => list.assign(s, other)])
      expect(change).toThrow(new CapacityExceeded("queue"));
    expect(s).toEqual(full);
  });

  test("becomes equal to another", () => {
    const layout = new Layout();
    const [a, b] = [layout.list("a", 4), layout.list("b", 4)];
    const s = layout.initial();
    for (const value of [1, 2, 3]) a.push(s, value);
    b.push(s, 9);
    a.assign(s, b);
    expect([...s]).toEqual([1, 9, 0, 0, 0, 1, 9, 0, 0, 0]);
  });
});

describe("a layout", () => {
  test("takes no field after the first state", () => {
    const layout = new Layout();
    layout.cell();
    layout.initial();
    expect(() => layout.cell()).toThrow("reserved after");
  });

  test("caps what a timer can wait for", () => {
    const layout = new Layout();
    const timer = layout.timer();
    const s = layout.initial();
    timer.arm(s, Number.MAX_SAFE_INTEGER);
    expect(s[timer.at]).toBe(0x7fffffff);
    timer.arm(s, 0);
    expect(timer.armed(s)).toBe(true);
  });
});

describe("small numbers", () => {
  test("mix spreads: no two of many small pairs agree, and each bit is even", () => {
    const seen = new Set<number>();
    const ones = new Array<number>(32).fill(0);
    for (let a = 0; a < 200; a++)
      for (let b = 0; b < 200; b++) {
        const h = mix(a, b);
        seen.add(h);
        for (let bit = 0; bit < 32; bit++) if (((h >>> bit) & 1) === 1) ones[bit] = (ones[bit] ?? 0) + 1;
      }
    expect(seen.size).toBeGreaterThan(40_000 - 5);
    for (const count of ones) expect(Math.abs(count / 40_000 - 0.5)).toBeLessThan(0.02);
  });

  test("a stream draws evenly, and differently from each seed", () => {
    const first = new Set(Array.from({ length: 1_000 }, (_, seed) => new Prng(seed).below(1 << 30)));
    expect(first.size).toBeGreaterThan(990);
    const prng = new Prng(1);
    const hits = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const drawn = prng.below(10);
      hits[drawn] = (hits[drawn] ?? 0) + 1;
    }
    for (const count of hits) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test("a vector keeps what is pushed, a counter counts as a map does", () => {
    const vector = new IntVector();
    const counter = new Counter();
    const plain = new Map<number, number>();
    const prng = new Prng(3);
    for (let i = 0; i < 3_000; i++) {
      vector.push(i * 3);
      const key = prng.below(700) - 350;
      plain.set(key, (plain.get(key) ?? 0) + 1);
      expect(counter.add(key)).toBe(plain.get(key));
    }
    expect([vector.length, vector.get(2_999), vector.view().length]).toEqual([3_000, 8_997, 3_000]);
    vector.clear();
    counter.clear();
    expect([vector.length, counter.add(7), counter.add(7)]).toEqual([0, 1, 2]);
  });
});

describe("base64url", () => {
  test("reads what it wrote, as Node writes it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(text)).toEqual(bytes);
      }),
    );
  });

  test("refuses what it never writes", () => {
    for (const text of ["A", "AB=", "AB", "A+/A", "é", "AA A"]) expect(fromBase64Url(text)).toBeUndefined();
  });
});

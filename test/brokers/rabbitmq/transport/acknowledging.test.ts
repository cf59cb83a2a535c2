import fc from "fast-check";
import { expect, test } from "vitest";
import { Acknowledging } from "../../../../src/brokers/rabbitmq/transport/acknowledging.ts";
import { FakeChannel, turn } from "./channel.ts";

/** Tags that the broker takes as acknowledged by what it was told, of those that were open. */
function takenBy(said: readonly string[], open: Set<number>): Set<number> {
  const taken = new Set<number>();
  for (const line of said) {
    const [, upTo, text] = /^ack (up to )?(\d+)$/.exec(line) ?? [];
    const tag = Number(text);
    const all = upTo === undefined ? [tag] : [...open].filter((each) => each <= tag);
    for (const each of all) {
      if (!open.delete(each)) throw new Error(`unknown tag ${each}`);
      taken.add(each);
    }
  }
  return taken;
}

test("those of one turn go out as one, up to the first that is open", async () => {
  const channel = new FakeChannel();
  const acks = new Acknowledging(channel);
  for (const tag of [2, 1, 3, 5]) acks.ack(tag);
  expect(channel.said).toEqual([]);
  await turn();
  expect(channel.said).toEqual(["ack 5", "ack up to 3"]);
  acks.ack(4);
  acks.flush();
  expect(channel.said.slice(2)).toEqual(["ack 4"]);
});

test("nothing is said on a channel that is gone: all it held comes again", () => {
  const channel = new FakeChannel();
  const acks = new Acknowledging(channel);
  acks.ack(1);
  channel.open = false;
  acks.flush();
  expect(channel.said).toEqual([]);
});

test("whatever the order of ends, the broker takes just those as acknowledged that are, and each once", () => {
  const ends = fc.array(fc.tuple(fc.constantFrom("ack", "reject", "open", "flush"), fc.nat()), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(ends, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, random) => {
      const channel = new FakeChannel();
      const acks = new Acknowledging(channel);
      const tags = list.map((_, i) => i + 1).sort(() => (random.next().value ?? 0) - 0.5);
      const open = new Set(tags);
      const acked = new Set<number>();
      let seen = 0;
      const look = (): void => {
        acks.flush();
        for (const tag of takenBy(channel.said.slice(seen), open)) expect(acked).toContain(tag);
        seen = channel.said.length;
      };
      list.forEach(([end], i) => {
        const tag = tags[i] ?? 0;
        if (end === "ack") {
          acked.add(tag);
          acks.ack(tag);
        } else if (end === "reject") {
          // What is unsaid leaves before a verdict of another kind, or after it: the broker knows each tag on its own.
          acks.settled(tag);
          open.delete(tag);
        } else if (end === "flush") look();
      });
      look();
      for (const tag of acked) expect(open.has(tag)).toBe(false);
    }),
  );
});

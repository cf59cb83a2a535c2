import { expect, test } from "vitest";
import { NativeTrouble } from "../../../../src/brokers/kafka/transport/native.ts";
import { NativeTroubles } from "../../../../src/brokers/kafka/transport/native-troubles.ts";

function hearing(): { readonly heard: string[]; readonly troubles: NativeTroubles } {
  const heard: string[] = [];
  const troubles = new NativeTroubles({
    ended: ({ message }) => heard.push(`ended: ${message}`),
    trouble: ({ message }) => heard.push(message),
  });
  return { heard, troubles };
}

const unknownTopic = new NativeTrouble({ message: "unknown topic", code: 3 });

test("what fetching meets is told once, and again after something has been fetched", () => {
  const { heard, troubles } = hearing();
  expect(troubles.tell(unknownTopic)).toBe(true);
  troubles.tell(unknownTopic);
  expect(heard).toEqual(["unknown topic (librdkafka 3)"]);
  troubles.over();
  troubles.tell(unknownTopic);
  expect(heard).toHaveLength(2);
});

test("a group whose members assign in another way says what to do", () => {
  const { heard, troubles } = hearing();
  troubles.tell(new NativeTrouble({ message: "inconsistent group protocol", code: 23 }));
  expect(heard[0]).toContain("waits until they have left");
});

test("a consumer that may not read ends, and says why", () => {
  const { heard, troubles } = hearing();
  troubles.tell(new NativeTrouble({ message: "group authorization failed", code: 30 }));
  troubles.noted({ message: "authentication failure", code: -169 });
  expect(heard).toEqual([
    "ended: group authorization failed (librdkafka 30)",
    "ended: authentication failure (librdkafka -169)",
  ]);
});

test("brokers that are away, and errors that are not the library's, are nobody's concern", () => {
  const { heard, troubles } = hearing();
  troubles.noted({ message: "all brokers are down", code: -187 });
  expect(troubles.tell(new Error("not connected"))).toBe(false);
  expect(heard).toEqual([]);
});

import { expect, test } from "vitest";
import { RabbitDelivery } from "../../../../src/brokers/rabbitmq/transport/delivery.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

test("a delivery tells what travelled: identity, type, headers that are texts, the body in bytes", () => {
  const headers = { type: "Job", count: 3, again: true, "x-death": [{}] };
  const bytes = Buffer.from("{}");
  const delivery = new RabbitDelivery(
    "work",
    7,
    false,
    "job.a",
    { messageId: "1", type: "Job", headers },
    bytes,
  );
  const { id, type, routingKey, at, attempt } = delivery;
  expect({ id, type, routingKey, at, attempt }).toEqual({
    id: "1",
    type: "Job",
    routingKey: "job.a",
    at: "work#7",
    attempt: 1,
  });
  expect(delivery.headers).toEqual({ type: "Job", count: "3", again: "true" });
  expect(delivery.body).toBe(bytes);
  expect(delivery.json).toBeUndefined();
});

test("a body that the library has read already is there both ways", () => {
  const json = { id: "ä" };
  const read = new RabbitDelivery("q", 1, false, "", { contentType: "application/json" }, json);
  expect(read.json).toBe(json);
  expect(text(read.body)).toBe('{"id":"ä"}');
  expect(text(new RabbitDelivery("q", 1, false, "", { contentType: "text/plain" }, "ä").body)).toBe("ä");
});

test("attempts count what the broker counts, else whether it came back, and what was repeated in place", () => {
  const attempt = (headers: object, redelivered: boolean, repeated = 0): number => {
    const delivery = new RabbitDelivery("q", 1, redelivered, "", { headers: { ...headers } }, Buffer.of());
    delivery.repeated = repeated;
    return delivery.attempt;
  };
  expect([
    attempt({}, false),
    attempt({}, true),
    attempt({ "x-delivery-count": 4 }, true),
    attempt({}, false, 2),
  ]).toEqual([1, 2, 5, 3]);
});

test("its signal tells that it was taken away, whenever it is first asked for", () => {
  const asked = new RabbitDelivery("q", 1, false, "", {}, Buffer.of());
  const { signal } = asked;
  asked.takenAway();
  const late = new RabbitDelivery("q", 1, false, "", {}, Buffer.of());
  late.takenAway();
  expect([signal.aborted, late.signal.aborted]).toEqual([true, true]);
});

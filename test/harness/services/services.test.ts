import { describe, expect, test } from "vitest";
import { outcomes } from "../outcome.ts";
import { ON_KAFKA, ON_RABBITMQ } from "./mails.ts";
import { ON_BOTH } from "./notices.ts";
import { BEGINNING_ON_KAFKA, BEGINNING_ON_RABBITMQ } from "./producers.ts";
import { IN_RESTARTS } from "./restarts.ts";
import { IN_OTHER_STYLES } from "./styles.ts";
import { single, type Specimen } from "./specimen.ts";
import { MAILS } from "./specs.ts";

const CONTROL = "handlers are under control";

describe.each([
  ["Kafka", ON_KAFKA],
  ["RabbitMQ", ON_RABBITMQ],
  ["Kafka and RabbitMQ", ON_BOTH],
  ["Kafka, written otherwise,", IN_OTHER_STYLES],
  ["Kafka, restarted now and then,", IN_RESTARTS],
  ["Kafka and begins the flow", BEGINNING_ON_KAFKA],
  ["RabbitMQ and begins the flow", BEGINNING_ON_RABBITMQ],
] as const)("a service on %s that", (_, specimens: readonly Specimen[]) => {
  test.each(specimens.map((each) => [each.name, each] as const))(
    "%s",
    async (_name, { on, services, breaks, shows, reported, thorough }) => {
      const out = await outcomes(on, services, ...(thorough === true ? [{}] : []));
      const { [CONTROL]: control = "", ...promises } = Object.fromEntries(
        [...out].map(([name, outcome]) => [name, outcome.ok ? "" : (outcome.error.stack ?? "")]),
      );
      const [promise = "", ...more] = Object.values(promises);
      expect(more).toEqual([]);
      if (breaks === undefined) expect(promise).toBe("");
      else {
        expect(promise).toContain(`this run breaks ${breaks}`);
        expect(promise).toContain(shows ?? "");
      }
      if (reported === undefined) expect(control).toBe("");
      else expect(control).toContain(reported);
    },
  );
});

test("handlers without any effect on the world are not judged, since nothing of theirs can be lost", async () => {
  const out = await outcomes(
    MAILS,
    single(MAILS, "mailer", () => () => Promise.resolve()),
  );
  const [promise, control] = [...out.values()];
  expect(promise?.ok === false && promise.error.message).toContain(
    "no message has an effect when nothing goes wrong",
  );
  expect(control).toEqual({ ok: true });
});

test("a handler that fails for ever is told as such, soon", async () => {
  const out = await outcomes(
    MAILS,
    single(MAILS, "mailer", () => () => Promise.reject(new Error("no printer"))),
  );
  const [, control] = [...out.values()];
  expect(control?.ok === false && control.error.message).toBe(
    "bound: In an undisturbed run mailer.mail#1 failed 100 times: it throws Error: no printer.",
  );
});

import { afterEach, expect, test } from "vitest";
import { artifacts } from "../../src/brokers/kafka/live/artifacts.ts";

const path = process.env["PATH"];

afterEach(() => {
  process.env["PATH"] = path;
});

test("without Java the message says what to install", async () => {
  process.env["PATH"] = "/nowhere";
  await expect(artifacts()).rejects.toThrow(/java was not found.*Java 17.*apt-get install/);
});

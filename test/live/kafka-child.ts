/**
 * `mail.watch` in a process of its own, to be killed: `kafka-child.ts ADDRESS SCENE MS`. Says `ready`, then each order it has
 * handled, after MS ms of work. Ends with its stdin.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type Scene, startMail } from "./kafka-client.ts";

const [, , address = "", scene = "", ms = "0"] = process.argv;
process.stdin.on("end", () => process.exit(0)).resume();
// cast: the test that starts this process wrote it.
await startMail(address, JSON.parse(scene) as Scene, async ({ id }, { send }) => {
  console.log(`begun ${id}`);
  await delay(Number(ms));
  if (process.argv[5] === "announce") await send.announce("Order", { id: `of ${id}`, key: "of" });
  console.log(`handled ${id}`);
});
console.log("ready");

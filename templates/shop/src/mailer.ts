/** Mails notices. The spec allows it to mail one twice: its guarantee is at-least-once. */
import { mailer, type Brokers, type Sends } from "./generated/shop/mailer.js";
import { park, type Running } from "./generated/shop/runtime/client.js";

/** The mail server, as far as it matters here. */
export type Mail = (text: string) => Promise<"sent" | "no such address">;

export const startMailer = (brokers: Brokers, mail: Mail): Promise<Running<Sends>> =>
  mailer.start({
    brokers,
    handlers: {
      mail: {
        Notice: async (notice) => {
          // Trying again would not help: to the parking queue at once. Whatever is thrown is tried again.
          if ((await mail(notice.text)) === "no such address") return park("no such address");
          return undefined;
        },
      },
    },
  });

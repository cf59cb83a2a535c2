/** What RabbitMQ's folder does not have, and why. */

/** One line for each absent part; `test/architecture` reads them. */
export const absent: Readonly<Record<string, string>> = {
  transport: "generated clients do not reach a real RabbitMQ yet",
};

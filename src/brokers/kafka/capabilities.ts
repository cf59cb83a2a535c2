/** What Kafka's folder does not have, and why. */

/** One line for each absent part; `test/architecture` reads them. */
export const absent: Readonly<Record<string, string>> = {
  expand: "no setting of Kafka's implies a channel or a binding beside itself",
};

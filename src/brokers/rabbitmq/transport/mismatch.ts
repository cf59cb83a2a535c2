/** What the spec declares and the live broker has otherwise. */

export interface Difference {
  /** `queue email` */
  readonly channel: string;
  /** `x-max-length is 10, the spec says 5` */
  readonly what: string;
}

/** Everything that differs, found before the first message. */
export class TopologyMismatch extends Error {
  override readonly name: string = "TopologyMismatch";
  readonly broker: string;
  readonly differences: readonly Difference[];
  constructor(broker: string, differences: readonly Difference[]) {
    const lines = differences.map(({ channel, what }) => `  ${channel}: ${what}`);
    super(`broker ${broker} is not as the spec says:\n${lines.join("\n")}`);
    this.broker = broker;
    this.differences = differences;
  }
}

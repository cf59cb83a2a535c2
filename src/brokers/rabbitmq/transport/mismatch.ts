/** What the spec declares and the live broker has otherwise: everything, found before the first message. */
export class TopologyMismatch extends Error {
  override readonly name: string = "TopologyMismatch";
  readonly broker: string;
  /** One sentence each: `queue email: x-max-length is 10, the spec says 5`. */
  readonly mismatches: readonly string[];
  constructor(broker: string, mismatches: readonly string[]) {
    super(`broker ${broker} is not as the spec says:\n${mismatches.map((each) => `  ${each}`).join("\n")}`);
    this.broker = broker;
    this.mismatches = mismatches;
  }
}

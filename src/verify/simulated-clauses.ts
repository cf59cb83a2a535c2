/** Which clauses a simulation judges, and why it does not judge the others. */
import { type Clause, clauseName } from "../model/guarantee.ts";
import type { JudgedPromise } from "../compiler/infer/analyse.ts";

/** Why a clause is not simulated; undefined where it is. */
function reasonOf(clause: Clause): string | undefined {
  switch (clause.kind) {
    case "at-least-once":
      return clause.since === undefined ? undefined : "no simulation tells when a group had subscribed";
    case "agree":
      return "a flow is simulated alone";
    case "atomic":
    case "isolated":
      return "transactions are not simulated";
    case "within":
      return "how long handlers and networks take is not simulated";
    case "survives":
      return `say \`delivery: at-least-once, under: any(${clause.nodes}, of: [disk-loss])\` to have that simulated`;
    default:
      return undefined;
  }
}

/** The clauses of a promise that a simulation watches. */
export function simulatedClauses({ clauses }: JudgedPromise): readonly Clause[] {
  return clauses.flatMap(({ clause }) => (reasonOf(clause) === undefined ? [clause] : []));
}

/** The others, each with the reason. */
export function unsimulated({ clauses }: JudgedPromise): readonly string[] {
  return clauses.flatMap(({ clause }) => {
    const reason = reasonOf(clause);
    return reason === undefined
      ? []
      : [`${clauseName(clause)} is judged over recorded histories only: ${reason}`];
  });
}

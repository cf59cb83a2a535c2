/** The streams of the process, and how lines are coloured: output for programs on stdout, everything else on stderr. */

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colour the output: a terminal, without NO_COLOR and CI. */
  readonly colour: boolean;
  /** Show progress on stderr. */
  readonly progress: boolean;
}

/** The terminal of this process. */
export function processTerminal(colourWanted: boolean): Terminal {
  const { env, stdout, stderr } = process;
  const plain = (env["NO_COLOR"] ?? "") !== "" || (env["CI"] ?? "") !== "" || !colourWanted;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    colour: stdout.isTTY && !plain,
    progress: stderr.isTTY && !plain,
  };
}

/** Exit codes of every command. */
export const EXIT = { fine: 0, findings: 1, usage: 2, defect: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The call itself is wrong: unknown option, missing file. Ends the command with exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

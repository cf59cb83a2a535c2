/** The streams of the process, and how a command ends: output for programs on stdout, everything else on stderr. */

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colour what goes to stdout: a terminal, without NO_COLOR and CI. */
  readonly colour: boolean;
  /** Show progress on stderr. */
  readonly progress: boolean;
}

/** The terminal of this process. `colourWanted` is false after `--no-color`. */
export function processTerminal(colourWanted: boolean): Terminal {
  const { env, stdout, stderr } = process;
  const isPlain = !colourWanted || isSet(env["NO_COLOR"]) || isSet(env["CI"]);
  return {
    out: (text) => void stdout.write(harmless(text)),
    err: (text) => void stderr.write(harmless(text)),
    colour: stdout.isTTY && !isPlain,
    progress: stderr.isTTY && !isPlain,
  };
}

/** What a spec contains cannot steer the terminal: control characters but line ends and our colours are shown as such. */
function harmless(text: string): string {
  return text.replaceAll(UNSEEN, "\ufffd");
}

const UNSEEN = /[^\P{Cc}\t\n\u001b]|\u001b(?!\[\d+m)|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

/** Exit codes of every command. */
export const EXIT = { fine: 0, findings: 1, usage: 2, defect: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The call itself is wrong: unknown option, missing file. Ends the command with exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** What a module of a command exports: runs it with the words after its name. */
export type RunCommand = (args: readonly string[]) => ExitCode | Promise<ExitCode>;

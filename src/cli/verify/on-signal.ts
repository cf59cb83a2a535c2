/** Ctrl-C and its like while `verify` works: the first one ends the work in order, the next one the process. */

export interface Signals {
  /** Registers what a signal sets off. */
  readonly then: (interrupt: () => void) => void;
  /** Signals do again what they always do. */
  readonly end: () => void;
}

const NAMES = ["SIGINT", "SIGTERM"] as const;

/** `say` is told the name of the signal that came. */
export function onSignal(say: (name: string) => void): Signals {
  let interrupt: () => void = () => undefined;
  const end = (): void => {
    for (const name of NAMES) process.removeListener(name, heard);
  };
  const heard = (name: NodeJS.Signals): void => {
    end();
    say(name);
    interrupt();
  };
  for (const name of NAMES) process.on(name, heard);
  return {
    then: (given) => {
      interrupt = given;
    },
    end,
  };
}

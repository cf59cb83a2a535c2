/** One line on stderr that says what is being done, on a terminal only; gone when it ends. */

export interface Progress {
  readonly say: (text: string) => void;
  readonly end: () => void;
}

const START_OF_LINE = "\r\u001b[K";

export function progressLine(isShown: boolean): Progress {
  if (!isShown) return { say: () => undefined, end: () => undefined };
  return {
    say: (text) => void process.stderr.write(`${START_OF_LINE}${text.slice(0, 100)} …`),
    end: () => void process.stderr.write(START_OF_LINE),
  };
}

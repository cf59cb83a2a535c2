/** Lets what is written in one turn of the event loop leave in one call of the system: a third of what a publish costs. */

interface Corked {
  cork(): void;
  uncork(): void;
}

/** Of the socket that `connection` has in its field `_socket`; where there is none, everything leaves by itself. */
export class Corking {
  readonly #socket: Corked | undefined;
  #isCorked = false;

  constructor(connection: object) {
    this.#socket = "_socket" in connection && isCorked(connection._socket) ? connection._socket : undefined;
  }

  /** Call before writing. */
  begin(): void {
    if (this.#isCorked || this.#socket === undefined) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#socket?.uncork();
    });
  }
}

function isCorked(socket: unknown): socket is Corked {
  return (
    typeof socket === "object" &&
    socket !== null &&
    "cork" in socket &&
    typeof socket.cork === "function" &&
    "uncork" in socket &&
    typeof socket.uncork === "function"
  );
}

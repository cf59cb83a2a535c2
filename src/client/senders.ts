/** The two faces of sending, `send` and `trySend`, over all producers of a service. */
import type { Incoming, Receipt } from "./broker.ts";
import type { Outlet } from "./outlet.ts";
import { asSendError, type SendError } from "./send-error.ts";
import { type Sends, Sent } from "./sent.ts";
import type { SendOptions } from "./shapes.ts";

/** The run of a handler that sends. */
export interface Sender {
  readonly incoming: Incoming;
  /** Name of the message with which it began, where what it handles has an identity. */
  readonly root: string | undefined;
  readonly sends: Sends;
}

type Send<R> = (type: string, message: unknown, options?: SendOptions) => Promise<R>;
export type Faces<R> = Readonly<Record<string, Send<R>>>;
type Outlets = ReadonlyMap<string, Outlet>;

/** In a handler the promise tells the run whether anybody looks at it; outside, Node reports what nobody looks at. */
export function sendOf(outlets: Outlets, sender?: Sender): Faces<Receipt> {
  return faces(outlets, (outlet) => (type, message, options) => {
    if (sender === undefined) return outlet.post(type, message, options);
    return begun(outlet, sender, { type, message, options, answers: false });
  });
}

/** The same, with the error as an answer. */
export function trySendOf(outlets: Outlets, sender?: Sender): Faces<Receipt | SendError> {
  return faces(outlets, (outlet) => (type, message, options) => {
    const sent =
      sender === undefined
        ? outlet.post(type, message, options)
        : begun(outlet, sender, { type, message, options, answers: true });
    return sent.then((receipt) => receipt, asSendError);
  });
}

interface Call {
  readonly type: string;
  readonly message: unknown;
  readonly options: SendOptions | undefined;
  readonly answers: boolean;
}

function begun(outlet: Outlet, sender: Sender, call: Call): Sent {
  const { type, message, options, answers } = call;
  const sent = new Sent((resolve, reject) => {
    outlet.post(type, message, options, sender.incoming, sender.root).then(resolve, reject);
  });
  sender.sends.add(sent, answers);
  return sent;
}

function faces<R>(outlets: Outlets, face: (outlet: Outlet) => Send<R>): Faces<R> {
  const out: Record<string, Send<R>> = {};
  for (const [name, outlet] of outlets) out[name] = face(outlet);
  return out;
}

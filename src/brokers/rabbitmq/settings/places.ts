/** Names of faults at the places of a RabbitMQ flow, shared by mechanism and lowering. Queues go by their declared names. */

/** The node that hosts (leads) a queue, and the connections to it. */
export const nodeOf = (queue: string): string => `${queue}.node`;

export const processCrash = (place: string): string => `process-crash@${place}`;
export const powerLoss = (place: string): string => `power-loss@${place}`;
export const diskLoss = (place: string): string => `disk-loss@${place}`;
/** The connection of a producer or a consumer breaks; what is in flight on it is lost, requests as a suffix. */
export const cut = (endpoint: string): string => `cut@${endpoint}`;
/** One publish is not carried out: the broker fails on it (R-PUB-04), later ones pass. */
export const lostRequest = (endpoint: string): string => `lost-request@${endpoint}`;
/** Confirms are lost with their connection; what was published has been carried out. */
export const lostResponse = (endpoint: string): string => `lost-response@${endpoint}`;
export const outage = (place: string): string => `outage@${place}`;
export const pause = (endpoint: string): string => `pause@${endpoint}`;
export const slow = (endpoint: string): string => `slow@${endpoint}`;
export const handlerFailure = (endpoint: string): string => `handler-failure@${endpoint}`;
export const lateStart = (endpoint: string): string => `late-start@${endpoint}`;
/** Counted atom: deliveries from the queue that came back. */
export const returnsOf = (queue: string): string => `returns@${queue}`;
/** Those of them that are the consumer's doing. */
export const consumerReturnsOf = (queue: string): string => `consumer-returns@${queue}`;

/** Labels of the sites of the mechanism at which faults are told apart. */
export const SITES = {
  published: "publishes arrive",
  confirmed: "confirms arrive",
  acknowledged: "acknowledgements arrive",
  begun: "a handler begins",
  transferred: "a dead letter moves",
} as const;

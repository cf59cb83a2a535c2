/** Names of places and choice points of a hop over Kafka: what atoms, terms and stories call them. */
import { present } from "../../../base/assert.ts";
import { endpointId, type Hop } from "../../../model/flow.ts";

export interface Places {
  /** The node that leads the topic's partitions, whichever it is at the moment. */
  readonly leader: string;
  /** A replica that fetches from it. */
  readonly follower: string;
  /** All nodes of the broker together. */
  readonly broker: string;
  /** The producer's client and its link to the leader. */
  readonly producer: string;
  /** The group's clients and their links. */
  readonly consumer: string;
  /** The consumer before, whose handler sends; absent where an application does. */
  readonly sender?: string;
}

export function placesOf(hop: Hop): Places {
  const topic = present(hop.channels.at(-1), "a hop ends at a topic").name;
  return {
    leader: `${topic}.leader`,
    follower: `${topic}.follower`,
    broker: hop.broker.name,
    producer: endpointId(hop.producer),
    consumer: endpointId(hop.consumer),
    ...(hop.sender === undefined ? {} : { sender: endpointId(hop.sender) }),
  };
}

/** Labels of the moves at which faults tell the most. */
export interface Points {
  readonly append: string;
  readonly answer: string;
  readonly replicate: string;
  readonly elect: string;
  readonly deliver: string;
  readonly assign: string;
}

export function pointsOf(places: Places): Points {
  return {
    append: `${places.leader} appends`,
    answer: `${places.leader} answers`,
    replicate: `${places.follower} fetches`,
    elect: `${places.leader} is elected`,
    deliver: `${places.consumer} takes`,
    assign: `the group of ${places.consumer} is assigned`,
  };
}

/** The topologies that the services of these tests belong to. */
import { type PlainSpec, plainSpec } from "../plain-client.ts";

const ORDER = `message Order { identity eventId: uuid, orderId: uuid, region: string, text: string }`;
const NOTICE = `message Notice { identity noticeId: uuid, orderId: uuid, text: string }`;
const EVENTS = `broker events { type: kafka, version: "4.3", nodes: 3 }
topic orders on events { carries: Order, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
service shop { producer placing -> orders { sends: Order, acks: all, idempotent: true } }`;
const TASKS = `broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }`;

/** Mails about orders from Kafka: each order once, those of one key in order. */
export const MAILS: PlainSpec = mails("instances: 2");
/** The same with several handlers at once in one process. */
export const CROWDED: PlainSpec = mails("concurrency: 4");
/** The same where two things may go wrong at once. */
export const HARSH: PlainSpec = mails("instances: 1", ", under: any(2, of: [process-crash, slow])");

/** The same where instances are restarted one after the other, and nothing else goes wrong. */
export const RESTARTED: PlainSpec = mails("instances: 2", ", under: any(1, of: [rolling-restart])");

function mails(consumer: string, under: string = ""): PlainSpec {
  return plainSpec(`waybill 1
topology mails
${EVENTS}
${ORDER}
service mailer {
  store seen
  consumer mail <- orders {
    group: "mailer", start: earliest, ${consumer}, effect: idempotent(eventId, in: seen), on-failure: retry
  }
}
guarantee shop.placing -> mailer.mail { delivery: exactly-once, order: per-key${under} }
`);
}

/** Jobs from a RabbitMQ queue: each once, or parked. */
export const JOBS: PlainSpec = plainSpec(`waybill 1
topology jobs
${TASKS}
${ORDER}
queue work on tasks { type: quorum, carries: Order, delivery-limit: 5, dead-letter: parking, dead-letter-strategy: at-least-once, overflow: reject-publish }
queue parking on tasks { type: quorum }
service shop { producer placing -> work { sends: Order, confirms: true } }
service worker {
  store seen
  consumer work <- work { instances: 2, prefetch: 1, effect: idempotent(eventId, in: seen), on-failure: requeue }
}
guarantee shop.placing -> worker.work { delivery: exactly-once, except: [dead-lettered] }
`);

/** Orders from Kafka that are announced on RabbitMQ, and mailed about once. */
export const NOTICES: PlainSpec = plainSpec(`waybill 1
topology notices
${EVENTS}
${TASKS}
${ORDER}
${NOTICE}
queue email on tasks { type: quorum, carries: Notice }
service notifier {
  store seen
  consumer watch <- orders {
    group: "notifier", start: earliest, instances: 2, effect: idempotent(eventId, in: seen)
    sends: announce, steps: [announce, effect, settle], on-failure: retry
  }
  producer announce -> email { sends: Notice, confirms: true }
}
service mailer {
  store sent
  consumer mail <- email { effect: idempotent(noticeId, in: sent), on-failure: requeue }
}
guarantee shop.placing -> mailer.mail { delivery: exactly-once }
`);

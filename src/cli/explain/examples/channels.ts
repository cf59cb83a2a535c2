/** What most examples begin with: one channel that is safe by itself, so that the line that breaks the promise is another one. */

export const ON_KAFKA = `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
`;

export const ON_RABBITMQ = `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job }
`;

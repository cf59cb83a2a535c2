/** Examples of promises that break: sending to Kafka, and what its logs keep. */
import { ON_KAFKA } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const KAFKA_SENDING: Readonly<Record<string, HazardExample>> = {
  WB4051: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: 0 } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: 0 } }",
        "service shop { producer place -> orders { sends: Placed, acks: all } }",
      ],
    ],
    story:
      "wb1:eVq5IFtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAc2hvcC5wbGFjZSJdLFswXSxbMF0sMSwxLFsicy9vcmRlcnMubGVhZGVyIGFwcGVuZHMgbTEgb2Ygc2hvcC5wbGFjZSMxIzEiLCJwcm9jZXNzLWNyYXNoQHNob3AucGxhY2UiLCJwL3doYXQgb2YgdGhlIHJlcXVlc3RzIG9mIHNob3AucGxhY2UgYXJyaXZlcy8wIzEiLCIxIl1d",
  },
  WB4055: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "3.6", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 3 }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: false } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { delivery: at-most-once, under: any(1, of: [slow(1h)]) }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: false } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }",
      ],
    ],
    story:
      "wb1:kbe6E1tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LW1vc3Qtb25jZSIsImF0b21zIiwic2xvd0BvcmRlcnMuZm9sbG93ZXIiXSxbMF0sWzBdLDEsMSxbInMvb3JkZXJzLmZvbGxvd2VyIGZldGNoZXMjMSIsInNsb3dAb3JkZXJzLmZvbGxvd2VyIiwicy9vcmRlcnMuZm9sbG93ZXIgY2F0Y2hlcyB1cCMxIiwicmVxdWVzdCB0aW1lLW91dCBvZiBzaG9wLnBsYWNlIzEiLCJzL29yZGVycy5mb2xsb3dlciBjYXRjaGVzIHVwIzIiLCJvcmRlcnMuZm9sbG93ZXIgbGFncyB0b28gbG9uZyJdXQ",
  },
  WB4056: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: false } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { order: per-key }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: false } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }",
      ],
    ],
    story:
      "wb1:KuYrCVtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwicHJvY2Vzcy1jcmFzaEBvcmRlcnMubGVhZGVyIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL29yZGVycy5sZWFkZXIgYXBwZW5kcyBtMSBvZiBzaG9wLnBsYWNlIzEjMSIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL29yZGVycy5sZWFkZXIgYXBwZW5kcyBtMSBvZiBzaG9wLnBsYWNlIzEjMiIsInByb2Nlc3MtY3Jhc2hAb3JkZXJzLmxlYWRlciIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTIjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIl1d",
  },
  WB4058: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, retries: 0, on-unknown: send-again } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { delivery: at-most-once, under: any(1, of: [lost-response]) }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: all, retries: 0, on-unknown: send-again } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, retries: 1000, on-unknown: send-again } }",
      ],
    ],
    story:
      "wb1:OqVqWFtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LW1vc3Qtb25jZSIsImF0b21zIiwibG9zdC1yZXNwb25zZUBzaG9wLnBsYWNlIl0sWzBdLFswXSwxLDEsWyJzL29yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEjMSIsImxvc3QtcmVzcG9uc2VAc2hvcC5wbGFjZSIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTEjMiIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiXV0",
  },
  WB4059: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 3 }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, delivery-timeout: 2m } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(1, of: [slow(1h)]) }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, delivery-timeout: 2m } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, delivery-timeout: 2h } }",
      ],
    ],
    story:
      "wb1:z-lz41tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwic2xvd0BvcmRlcnMuZm9sbG93ZXIiLCJwYXRoIiwib3JkZXJJZCJdLFswLDBdLFswLDFdLDEsMSxbInMvb3JkZXJzLmZvbGxvd2VyIGZldGNoZXMjMSIsInNsb3dAb3JkZXJzLmZvbGxvd2VyIiwicy9vcmRlcnMuZm9sbG93ZXIgY2F0Y2hlcyB1cCMxIiwib3JkZXJzLmZvbGxvd2VyIGxhZ3MgdG9vIGxvbmciLCJzL29yZGVycy5mb2xsb3dlciBjYXRjaGVzIHVwIzIiLCJyZXF1ZXN0IHRpbWUtb3V0IG9mIHNob3AucGxhY2UjMSIsInMvb3JkZXJzLmZvbGxvd2VyIGNhdGNoZXMgdXAjMyIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL29yZGVycy5mb2xsb3dlciBjYXRjaGVzIHVwIzQiLCJkZWxpdmVyeSB0aW1lLW91dCBvZiBzaG9wLnBsYWNlIzEiLCJzL29yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEjMSIsInNob3AucGxhY2Ugc2VuZHMgbTEgYWdhaW4iLCJzL29yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEjMiIsIm9yZGVycy5mb2xsb3dlciBjYXRjaGVzIHVwIiwicy9vcmRlcnMubGVhZGVyIGFwcGVuZHMgbTIgb2Ygc2hvcC5wbGFjZSMxIzMiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTIjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzIiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIl1d",
  },
  WB4095: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, awaits: false } }
service billing {
  store seen { keep: 30d }
  consumer bill <- orders { group: "billing", start: earliest, effect: idempotent(eventId, in: seen) }
}
guarantee shop.place -> billing.bill { order: per-key }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, awaits: false } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true, on-unknown: send-again, awaits: true } }",
      ],
    ],
    story:
      "wb1:o5O6-VtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwibG9zdC1yZXF1ZXN0QHNob3AucGxhY2UiLCJwYXRoIiwib3JkZXJJZCJdLFswLDBdLFswLDFdLDEsMSxbInMvb3JkZXJzLmxlYWRlciBhcHBlbmRzIG0xIG9mIHNob3AucGxhY2UjMSMxIiwic2hvcC5wbGFjZSBzZW5kcyBtMiIsInMvb3JkZXJzLmxlYWRlciBhcHBlbmRzIG0xIG9mIHNob3AucGxhY2UjMSMyIiwibG9zdC1yZXF1ZXN0QHNob3AucGxhY2UiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0yIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSB0YWtlcyBtMSMxIiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0xIG9mIHNob3AucGxhY2UjMSJdXQ",
  },
  WB4123: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: 1 } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        "service shop { producer place -> orders { sends: Placed, acks: 1 } }",
        "service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }",
      ],
    ],
    story:
      "wb1:DGQHk1tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAb3JkZXJzLmxlYWRlciJdLFswXSxbMF0sMSwxLFsicy9vcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyMxIiwicHJvY2Vzcy1jcmFzaEBvcmRlcnMubGVhZGVyIl1d",
  },
  WB4125: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, partitions: 6, replication: 3, min-in-sync: 2 }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { order: per(orderId) }
`,
    mended: [
      [
        "topic orders on events { carries: Placed, partitions: 6, replication: 3, min-in-sync: 2 }",
        "topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }",
      ],
    ],
    story:
      "wb1:eJpewltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwiIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSB0YWtlcyBtMSMyIiwic2hvcC5wbGFjZSBzZW5kcyBtMiIsInAvcGFydGl0aW9uIG9mIGEgcmVjb3JkIG9mIHNob3AucGxhY2UvMSMxIiwiMSIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTEjMyIsIm9yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzQiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTEjNSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzYiLCJiaWxsaW5nLmJpbGwjMSB0YWtlcyBtMiJdXQ",
  },
  WB4132: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, retention: 30m }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        "topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, retention: 30m }",
        "topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, retention: 7d }",
      ],
    ],
    story:
      "wb1:buiN31tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsInNsb3dAYmlsbGluZy5iaWxsIl0sWzBdLFswXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSB0YWtlcyBtMSMyIiwic2xvd0BiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIGNhdGNoZXMgdXAjMSIsIndoYXQgYmlsbGluZy5iaWxsIGhhcyBub3QgcmVhZCBleHBpcmVzIl1d",
  },
};

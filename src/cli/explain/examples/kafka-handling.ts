/** Examples of promises that break: handling what Kafka hands over. */
import { ON_KAFKA } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const KAFKA_HANDLING: Readonly<Record<string, HazardExample>> = {
  WB4151: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, steps: [settle, effect] }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, steps: [settle, effect] }',
        'consumer bill <- orders { group: "billing", start: earliest, steps: [effect, settle] }',
      ],
    ],
    story:
      "wb1:iAlC11tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAYmlsbGluZy5iaWxsIl0sWzBdLFswXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsInByb2Nlc3MtY3Jhc2hAYmlsbGluZy5iaWxsIl1d",
  },
  WB4152: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Order { identity orderId: uuid, customerId: uuid }
topic orders on events { carries: Order, key: customerId, partitions: 3, replication: 3, min-in-sync: 2 }
service shop { producer placing -> orders { sends: Order, acks: all, idempotent: true } }
service invoicing {
  store seen { keep: 30d }
  consumer bill <- orders { group: "invoicing", start: earliest, effect: plain }
}
guarantee shop.placing -> invoicing.bill { delivery: exactly-once }
`,
    mended: [["effect: plain", "effect: idempotent(orderId, in: seen)"]],
    story:
      "wb1:b94gcVtbImZsb3ciLCJzaG9wLnBsYWNpbmcgLT4gaW52b2ljaW5nLmJpbGwiLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAaW52b2ljaW5nLmJpbGwiXSxbMF0sWzBdLDEsMSxbInMvaW52b2ljaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzIiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjaW5nIzEiLCJzL2ludm9pY2luZy5iaWxsIzEgaGFuZGxlcyBtMSMzIiwicHJvY2Vzcy1jcmFzaEBpbnZvaWNpbmcuYmlsbCJdXQ",
  },
  WB4153: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid }
message Taken  { identity takenId: uuid, orderId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
topic taken on events { carries: Taken, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service payment {
  store charged { keep: 30d }
  consumer charge <- orders { group: "payment", start: earliest, sends: taken, effect: idempotent(eventId, in: charged), gates: handler, steps: [effect, taken, settle] }
  producer taken -> taken { sends: Taken, acks: all, idempotent: true }
}
service mailer {
  store told { keep: 30d }
  consumer tell <- taken { group: "mailer", start: earliest, effect: idempotent(takenId, in: told) }
}
guarantee shop.place -> mailer.tell { delivery: at-least-once, under: any(1, of: [process-crash, handler-failure(3)]) }
`,
    mended: [
      [
        'consumer charge <- orders { group: "payment", start: earliest, sends: taken, effect: idempotent(eventId, in: charged), gates: handler, steps: [effect, taken, settle] }',
        'consumer charge <- orders { group: "payment", start: earliest, sends: taken, effect: idempotent(eventId, in: charged), gates: handler, steps: [taken, effect, settle] }',
      ],
    ],
    story:
      "wb1:D9s7MFtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IG1haWxlci50ZWxsIiwiY2xhdXNlIiwiYXQtbGVhc3Qtb25jZSIsImF0b21zIiwiaGFuZGxlci1mYWlsdXJlQHBheW1lbnQuY2hhcmdlIl0sWzBdLFswXSwxLDEsWyJzL3BheW1lbnQuY2hhcmdlIzEgaGFuZGxlcyBtMSMyIiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0xIG9mIHNob3AucGxhY2UjMSIsInMvcGF5bWVudC5jaGFyZ2UjMSBoYW5kbGVzIG0xIzMiLCJoYW5kbGVyLWZhaWx1cmVAcGF5bWVudC5jaGFyZ2UiXV0",
  },
  WB4154: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, on-failure: skip }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: skip }',
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: retry }',
      ],
    ],
    story:
      "wb1:b7RZWVtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsImhhbmRsZXItZmFpbHVyZUBiaWxsaW5nLmJpbGwiXSxbMF0sWzBdLDEsMSxbInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMxIiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0xIG9mIHNob3AucGxhY2UjMSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMyIiwiaGFuZGxlci1mYWlsdXJlQGJpbGxpbmcuYmlsbCJdXQ",
  },
  WB4164: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [effect, settle] }
}
guarantee shop.place -> billing.bill { delivery: at-most-once, under: any(1, of: [pause(1h)]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [effect, settle] }',
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]] }',
      ],
    ],
    story:
      "wb1:BTWyn1tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LW1vc3Qtb25jZSIsImF0b21zIiwicGF1c2VAYmlsbGluZy5iaWxsIl0sWzBdLFswXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsInBhdXNlQGJpbGxpbmcuYmlsbCIsInMvYmlsbGluZy5iaWxsIzEgcmVzdW1lcyMxIiwic2Vzc2lvbiBvZiBiaWxsaW5nLmJpbGwjMSBlbmRzIl1d",
  },
  WB4165: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [effect, settle] }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(1, of: [pause(1h)]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [effect, settle] }',
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]] }',
      ],
    ],
    story:
      "wb1:GO16FltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwicGF1c2VAYmlsbGluZy5iaWxsIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsIm9yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNCIsIm9yZGVycy5mb2xsb3dlciBmZXRjaGVzIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzUiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzYiLCJwYXVzZUBiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIHJlc3VtZXMjMSIsInNlc3Npb24gb2YgYmlsbGluZy5iaWxsIzEgZW5kcyJdXQ",
  },
  WB4166: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [settle, effect] }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(1, of: [pause(1h)]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [settle, effect] }',
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]] }',
      ],
    ],
    story:
      "wb1:hu_FDltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwicGF1c2VAYmlsbGluZy5iaWxsIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNCIsIm9yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNSIsIm9yZGVycy5mb2xsb3dlciBmZXRjaGVzIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzYiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzciLCJwYXVzZUBiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIHJlc3VtZXMjMSIsInNlc3Npb24gb2YgYmlsbGluZy5iaWxsIzEgZW5kcyJdXQ",
  },
  WB4167: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid }
message Taken  { identity takenId: uuid, orderId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
topic taken on events { carries: Taken, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service payment {
  store charged { keep: 30d }
  consumer charge <- orders { group: "payment", start: earliest, sends: taken, instances: 2, effect: idempotent(eventId, in: charged), gates: handler, steps: [effect, settle, taken] }
  producer taken -> taken { sends: Taken, acks: all, idempotent: true }
}
service mailer {
  store told { keep: 30d }
  consumer tell <- taken { group: "mailer", start: earliest, effect: idempotent(takenId, in: told) }
}
guarantee shop.place -> mailer.tell { delivery: at-least-once, under: any(1, of: [pause(1h)]) }
`,
    mended: [
      [
        'consumer charge <- orders { group: "payment", start: earliest, sends: taken, instances: 2, effect: idempotent(eventId, in: charged), gates: handler, steps: [effect, settle, taken] }',
        'consumer charge <- orders { group: "payment", start: earliest, sends: taken, instances: 2, effect: idempotent(eventId, in: charged), gates: handler, steps: [taken, effect, settle] }',
      ],
    ],
    story:
      "wb1:-ph_YFtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IG1haWxlci50ZWxsIiwiY2xhdXNlIiwiYXQtbGVhc3Qtb25jZSIsImF0b21zIiwicGF1c2VAcGF5bWVudC5jaGFyZ2UiXSxbMF0sWzBdLDEsMSxbInMvcGF5bWVudC5jaGFyZ2UjMSBoYW5kbGVzIG0xIzIiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9wYXltZW50LmNoYXJnZSMxIGhhbmRsZXMgbTEjMyIsInBhdXNlQHBheW1lbnQuY2hhcmdlIiwicy9wYXltZW50LmNoYXJnZSMxIHJlc3VtZXMjMSIsInNlc3Npb24gb2YgcGF5bWVudC5jaGFyZ2UjMSBlbmRzIiwicy90aGUgZ3JvdXAgb2YgcGF5bWVudC5jaGFyZ2UgaXMgYXNzaWduZWQjMSIsInBheW1lbnQuY2hhcmdlIzEgcmVzdW1lcyIsInMvdGhlIGdyb3VwIG9mIHBheW1lbnQuY2hhcmdlIGlzIGFzc2lnbmVkIzIiLCJwYXltZW50LmNoYXJnZSMxIGpvaW5zIGFnYWluIl1d",
  },
  WB4168: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  store seen { keep: 30d }
  consumer bill <- orders { group: "billing", start: earliest, concurrency: 4, effect: idempotent(eventId, in: seen) }
}
guarantee shop.place -> billing.bill { order: per-key }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: 4, effect: idempotent(eventId, in: seen) }',
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: per(orderId), effect: idempotent(eventId, in: seen) }',
      ],
    ],
    story:
      "wb1:gqZC3FtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwiIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzEiLCJzaG9wLnBsYWNlIHNlbmRzIG0yIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzIiLCJvcmRlcnMubGVhZGVyIGFwcGVuZHMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzMiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM0Iiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0yIG9mIHNob3AucGxhY2UjMSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM1IiwiYmlsbGluZy5iaWxsIzEgdGFrZXMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNiIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTIgKHNsb3QgMikiXV0",
  },
  WB4171: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, concurrency: per(orderId) }
}
guarantee shop.place -> billing.bill { order: per-key, strict: true }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: per(orderId) }',
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: 1 }',
      ],
    ],
    story:
      "wb1:2Pw8GVtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsInN0cmljdCBvcmRlciBwZXIob3JkZXJJZCkiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAYmlsbGluZy5iaWxsIiwicGF0aCIsIm9yZGVySWQiXSxbMiwwLDBdLFswLDEsMl0sMSwxLFsicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzIiLCJzaG9wLnBsYWNlIHNlbmRzIG0yIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzMiLCJvcmRlcnMubGVhZGVyIGFwcGVuZHMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzQiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM1IiwiYmlsbGluZy5iaWxsIzEgdGFrZXMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNiIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTIgKHNsb3QgMikiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNyIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTIgKHNsb3QgMikiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjOCIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjOSIsInNob3AucGxhY2Ugc2VuZHMgbTMiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTAiLCJvcmRlcnMubGVhZGVyIGFwcGVuZHMgbTMgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzExIiwib3JkZXJzLmZvbGxvd2VyIGZldGNoZXMiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTIiLCJiaWxsaW5nLmJpbGwjMSB0YWtlcyBtMyIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMxMyIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTMgKHNsb3QgMikiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTQiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTMgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzE1IiwicHJvY2Vzcy1jcmFzaEBiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTYiLCJiaWxsaW5nLmJpbGwjMSB0YWtlcyBtMiIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMxNyIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTIgKHNsb3QgMikiXV0",
  },
};

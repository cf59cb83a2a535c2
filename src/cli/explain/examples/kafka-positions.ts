/** Examples of promises that break: where a group of Kafka goes on reading. */
import { ON_KAFKA } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const KAFKA_POSITIONS: Readonly<Record<string, HazardExample>> = {
  WB4177: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, retries: 0, on-unknown: send-again, in-flight: 1 } }
service billing {
  store seen { keep: 30d }
  consumer bill <- orders { group: "billing", start: latest, effect: idempotent(eventId, in: seen) }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(2, of: [late-start, lost-response]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: latest, effect: idempotent(eventId, in: seen) }',
        'consumer bill <- orders { group: "billing", start: earliest, effect: idempotent(eventId, in: seen) }',
      ],
    ],
    story:
      "wb1:8O3Sn1tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwibGF0ZS1zdGFydEBiaWxsaW5nLmJpbGwgbG9zdC1yZXNwb25zZUBzaG9wLnBsYWNlIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwyLDEsWyJzL3Nob3AucGxhY2Ugc2VuZHMgbTEjMSIsImxhdGUtc3RhcnRAYmlsbGluZy5iaWxsIiwicy9vcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIzEiLCJzaG9wLnBsYWNlIHNlbmRzIG0yIiwicy9vcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIzIiLCJiaWxsaW5nLmJpbGwjMSBzdGFydHMiLCJzL29yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEjMyIsImxvc3QtcmVzcG9uc2VAc2hvcC5wbGFjZSIsInMvc2hvcC5wbGFjZSByZXNlbmRzIG0yIG9mIHNob3AucGxhY2UjMSMxIiwic2hvcC5wbGFjZSBzZW5kcyBtMSBhZ2FpbiIsInMvYmlsbGluZy5iaWxsIzEgdGFrZXMgbTIjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIHRha2VzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIl1d",
  },
  WB4190: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: latest }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: latest }',
        'consumer bill <- orders { group: "billing", start: earliest }',
      ],
    ],
    story:
      "wb1:Vqb4xVtbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LWxlYXN0LW9uY2UiLCJhdG9tcyIsImxhdGUtc3RhcnRAYmlsbGluZy5iaWxsIl0sWzBdLFswXSwxLDEsWyJzL3Nob3AucGxhY2Ugc2VuZHMgbTEjMSIsImxhdGUtc3RhcnRAYmlsbGluZy5iaWxsIl1d",
  },
  WB4192: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, on-failure: stop }
}
guarantee shop.place -> billing.bill { delivery: at-least-once }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: stop }',
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: retry }',
      ],
    ],
    story:
      "wb1:v1TL11tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImxpdmUiLCJhdG9tcyIsImhhbmRsZXItZmFpbHVyZUBiaWxsaW5nLmJpbGwiXSxbMF0sWzBdLDEsMSxbInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMxIiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0xIG9mIHNob3AucGxhY2UjMSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMyIiwiaGFuZGxlci1mYWlsdXJlQGJpbGxpbmcuYmlsbCJdXQ",
  },
  WB4194: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, concurrency: 4, steps: [settle, effect] }
}
guarantee shop.place -> billing.bill { delivery: at-most-once, under: any(1, of: [process-crash]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: 4, steps: [settle, effect] }',
        'consumer bill <- orders { group: "billing", start: earliest, concurrency: 1, steps: [settle, effect] }',
      ],
    ],
    story:
      "wb1:IyVecltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsImF0LW1vc3Qtb25jZSIsImF0b21zIiwicHJvY2Vzcy1jcmFzaEBiaWxsaW5nLmJpbGwiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsIm9yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNCIsIm9yZGVycy5mb2xsb3dlciBmZXRjaGVzIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzUiLCJiaWxsaW5nLmJpbGwjMSB0YWtlcyBtMiIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM2IiwiYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMiAoc2xvdCAyKSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM3IiwiYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMiAoc2xvdCAyKSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM4Iiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0yIG9mIHNob3AucGxhY2UjMSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM5IiwicHJvY2Vzcy1jcmFzaEBiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTAiLCJiaWxsaW5nLmJpbGwjMSB0YWtlcyBtMiIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSMxMSIsImJpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTIgKHNsb3QgMikiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMTIiLCJiaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0yIChzbG90IDIpIl1d",
  },
  WB4195: {
    spec: `${ON_KAFKA}service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, on-failure: skip }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(2, of: [handler-failure(1), process-crash]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: skip }',
        'consumer bill <- orders { group: "billing", start: earliest, on-failure: retry }',
      ],
    ],
    story:
      "wb1:-WHa91tbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwiaGFuZGxlci1mYWlsdXJlQGJpbGxpbmcuYmlsbCBwcm9jZXNzLWNyYXNoQGJpbGxpbmcuYmlsbCIsInBhdGgiLCJvcmRlcklkIl0sWzAsMF0sWzAsMV0sMiwxLFsicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzEiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzIiLCJzaG9wLnBsYWNlIHNlbmRzIG0yIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzMiLCJvcmRlcnMubGVhZGVyIGFwcGVuZHMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzQiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM1Iiwib3JkZXJzLmxlYWRlciBhbnN3ZXJzIG0yIG9mIHNob3AucGxhY2UjMSIsInMvYmlsbGluZy5iaWxsIzEgaGFuZGxlcyBtMSM2IiwiaGFuZGxlci1mYWlsdXJlQGJpbGxpbmcuYmlsbCIsInMvYmlsbGluZy5iaWxsIzEgY29tbWl0cyBpdHMgcHJvZ3Jlc3MjMSIsImJpbGxpbmcuYmlsbCMxIHRha2VzIG0yIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0yIzIiLCJwcm9jZXNzLWNyYXNoQGJpbGxpbmcuYmlsbCJdXQ",
  },
  WB4197: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid, customerId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2, retention: 10m }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service billing {
  consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]], unfenced: true }
}
guarantee shop.place -> billing.bill { order: per-key, under: any(1, of: [pause(1h)]) }
`,
    mended: [
      [
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]], unfenced: true }',
        'consumer bill <- orders { group: "billing", start: earliest, instances: 2, steps: [[effect, settle]], unfenced: false }',
      ],
    ],
    story:
      "wb1:1uauCltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IGJpbGxpbmcuYmlsbCIsImNsYXVzZSIsIm9yZGVyIHBlcihvcmRlcklkKSIsImF0b21zIiwicGF1c2VAYmlsbGluZy5iaWxsIiwicGF0aCIsIm9yZGVySWQiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMSIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMSBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMiIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjMyIsIm9yZGVycy5sZWFkZXIgYXBwZW5kcyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL2JpbGxpbmcuYmlsbCMxIGhhbmRsZXMgbTEjNCIsIm9yZGVycy5mb2xsb3dlciBmZXRjaGVzIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzUiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTIgb2Ygc2hvcC5wbGFjZSMxIiwicy9iaWxsaW5nLmJpbGwjMSBoYW5kbGVzIG0xIzYiLCJwYXVzZUBiaWxsaW5nLmJpbGwiLCJzL2JpbGxpbmcuYmlsbCMxIHJlc3VtZXMjMSIsInNlc3Npb24gb2YgYmlsbGluZy5iaWxsIzEgZW5kcyIsInMvYmlsbGluZy5iaWxsIzEgcmVzdW1lcyMyIiwid2hhdCBiaWxsaW5nLmJpbGwgaGFzIG5vdCByZWFkIGV4cGlyZXMiXV0",
  },
};

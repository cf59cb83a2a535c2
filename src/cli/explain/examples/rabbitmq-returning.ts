/** Examples of promises that break: what comes back to a queue of RabbitMQ. */
import { ON_RABBITMQ } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const RABBITMQ_RETURNING: Readonly<Record<string, HazardExample>> = {
  WB4669: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 10, on-failure: requeue }
}
guarantee intake.submit -> worker.run { order: per-producer, under: any(1, of: [handler-failure(3)]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 10, on-failure: requeue }",
        "consumer run <- work { prefetch: 10, on-failure: retry }",
      ],
    ],
    story:
      "wb1:bVJa7VtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJvcmRlciBwZXItcHJvZHVjZXIiLCJhdG9tcyIsImhhbmRsZXItZmFpbHVyZUB3b3JrZXIucnVuIiwicGF0aCIsIiJdLFswLDBdLFswLDFdLDEsMSxbInMvcHVibGlzaGVzIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIzEiLCJpbnRha2Uuc3VibWl0IHNlbmRzIG0yIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTIjMSIsImFja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjNCIsImFja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSJdXQ",
  },
  WB4671: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 10, on-failure: retry }
}
guarantee intake.submit -> worker.run { order: per-producer, strict: true, under: any(1, of: [cut]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 10, on-failure: retry }",
        "consumer run <- work { prefetch: 1, on-failure: retry }",
      ],
    ],
    story:
      "wb1:1JA-xFtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJzdHJpY3Qgb3JkZXIgcGVyLXByb2R1Y2VyIiwiYXRvbXMiLCJjdXRAd29ya2VyLnJ1biIsInBhdGgiLCIiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL3B1Ymxpc2hlcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSMxIiwiaW50YWtlLnN1Ym1pdCBzZW5kcyBtMiIsInMvYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzEgYXJyaXZlIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzEgYXJyaXZlIzIiLCJjdXRAd29ya2VyLnJ1biJdXQ",
  },
  WB4672: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  store seen { keep: 30d }
  consumer run <- work { prefetch: 1, steps: [settle, effect], effect: plain }
}
guarantee intake.submit -> worker.run { delivery: at-most-once, under: any(1, of: [cut]) }
`,
    mended: [["effect: plain", "effect: idempotent(jobId, in: seen)"]],
    story:
      "wb1:A45tgFtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsImN1dEB3b3JrZXIucnVuIl0sWzBdLFswXSwxLDEsWyJzL2Fja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL2Fja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSMyIiwiY3V0QHdvcmtlci5ydW4iLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzQiLCJhY2tub3dsZWRnZW1lbnRzIG9mIHdvcmtlci5ydW4jMSBhcnJpdmUiXV0",
  },
  WB4677: {
    spec: `waybill 1
topology example

broker events { type: kafka, version: "4.3", nodes: 3 }
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Placed { identity eventId: uuid, orderId: uuid }
message Taken  { identity takenId: uuid, orderId: uuid }
topic orders on events { carries: Placed, key: orderId, partitions: 6, replication: 3, min-in-sync: 2 }
queue mail on tasks { type: quorum, carries: Taken }
service shop { producer place -> orders { sends: Placed, acks: all, idempotent: true } }
service payment {
  consumer charge <- orders { group: "payment", start: earliest, sends: taken, settle: auto(5s), steps: [taken, effect] }
  producer taken -> mail { sends: Taken, confirms: true, mandatory: true }
}
service mailer {
  consumer tell <- mail { prefetch: 1, on-failure: skip }
}
guarantee shop.place -> mailer.tell { order: per(orderId), under: any(2, of: [process-crash, handler-failure(1)]) }
`,
    mended: [
      [
        "consumer tell <- mail { prefetch: 1, on-failure: skip }",
        "consumer tell <- mail { prefetch: 1, on-failure: requeue }",
      ],
    ],
    story:
      "wb1:5wk0TltbImZsb3ciLCJzaG9wLnBsYWNlIC0-IG1haWxlci50ZWxsIiwiY2xhdXNlIiwib3JkZXIgcGVyKG9yZGVySWQpIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAbWFpbGVyLnRlbGwgcHJvY2Vzcy1jcmFzaEBwYXltZW50LmNoYXJnZSIsInBhdGgiLCJvcmRlcklkIl0sWzAsMF0sWzAsMV0sMiwxLFsicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjMSIsImNvbmZpcm1zIG9mIHBheW1lbnQudGFrZW4gYXJyaXZlIiwicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjMiIsInBheW1lbnQuY2hhcmdlIzEgaGFuZGxlcyBtMSIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzMiLCJvcmRlcnMubGVhZGVyIGFuc3dlcnMgbTEgb2Ygc2hvcC5wbGFjZSMxIiwicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjNCIsInNob3AucGxhY2Ugc2VuZHMgbTIiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSM1Iiwib3JkZXJzLmxlYWRlciBhcHBlbmRzIG0yIG9mIHNob3AucGxhY2UjMSIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzYiLCJvcmRlcnMuZm9sbG93ZXIgZmV0Y2hlcyIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzciLCJwYXltZW50LmNoYXJnZSMxIHRha2VzIG0yIiwicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjOCIsInBheW1lbnQuY2hhcmdlIzEgaGFuZGxlcyBtMiIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzkiLCJwdWJsaXNoZXMgb2YgcGF5bWVudC50YWtlbiBhcnJpdmUiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSMxMCIsIm9yZGVycy5sZWFkZXIgYW5zd2VycyBtMiBvZiBzaG9wLnBsYWNlIzEiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSMxMSIsInByb2Nlc3MtY3Jhc2hAcGF5bWVudC5jaGFyZ2UiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSMxMiIsInBheW1lbnQuY2hhcmdlIzEgc3RhcnRzIiwicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjMTMiLCJ0aGUgZ3JvdXAgb2YgcGF5bWVudC5jaGFyZ2UgaXMgYXNzaWduZWQiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSMxNCIsInBheW1lbnQuY2hhcmdlIzEgdGFrZXMgbTEiLCJzL21haWxlci50ZWxsIzEgaGFuZGxlcyBtMSMxNSIsInBheW1lbnQuY2hhcmdlIzEgaGFuZGxlcyBtMSIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzE2IiwicHVibGlzaGVzIG9mIHBheW1lbnQudGFrZW4gYXJyaXZlIiwicy9tYWlsZXIudGVsbCMxIGhhbmRsZXMgbTEjMTciLCJjb25maXJtcyBvZiBwYXltZW50LnRha2VuIGFycml2ZSIsInMvbWFpbGVyLnRlbGwjMSBoYW5kbGVzIG0xIzE4IiwiaGFuZGxlci1mYWlsdXJlQG1haWxlci50ZWxsIl1d",
  },
  WB4690: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, steps: [settle, effect], on-failure: retry(times: 2, then: requeue) }
}
guarantee intake.submit -> worker.run { delivery: at-least-once, under: any(1, of: [handler-failure(3)]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, steps: [settle, effect], on-failure: retry(times: 2, then: requeue) }",
        "consumer run <- work { prefetch: 1, steps: [effect, settle], on-failure: retry(times: 2, then: requeue) }",
      ],
    ],
    story:
      "wb1:67Lv9VtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMyIiwiYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzEgYXJyaXZlIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMzIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzQiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biIsInAvaG93IG9mdGVuIGEgaGFuZGxlciBvZiB3b3JrZXIucnVuIGZhaWxzLzAjMSIsIjIiXV0",
  },
  WB4694: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job  { identity jobId: uuid, userId: uuid }
message Done { identity doneId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job }
queue mail on tasks { type: quorum, carries: Done }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  store ran { keep: 30d, scope: instance }
  consumer run <- work { prefetch: 1, instances: 2, sends: done, effect: idempotent(jobId, in: ran), steps: [effect, done, settle], on-failure: retry(times: 1, then: requeue) }
  producer done -> mail { sends: Done, confirms: true, mandatory: true }
}
service mailer {
  store told { keep: 30d }
  consumer tell <- mail { prefetch: 1, effect: idempotent(doneId, in: told) }
}
guarantee intake.submit -> worker.run { delivery: at-most-once, under: any(1, of: [handler-failure(3)]) }
`,
    mended: [["store ran { keep: 30d, scope: instance }", "store ran { keep: 30d, scope: shared }"]],
    story:
      "wb1:exjvE1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsImhhbmRsZXItZmFpbHVyZUB3b3JrZXIucnVuIl0sWzBdLFswXSwxLDEsWyJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjMyIsImhhbmRsZXItZmFpbHVyZUB3b3JrZXIucnVuIiwicC9ob3cgb2Z0ZW4gYSBoYW5kbGVyIG9mIHdvcmtlci5ydW4gZmFpbHMvMCMxIiwiMSJdXQ",
  },
  WB4695: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 10, on-failure: reject }
}
guarantee intake.submit -> worker.run { order: per-producer, under: any(2, of: [cut, handler-failure(1)]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 10, on-failure: reject }",
        "consumer run <- work { prefetch: 1, on-failure: reject }",
      ],
    ],
    story:
      "wb1:APFtFltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJvcmRlciBwZXItcHJvZHVjZXIiLCJhdG9tcyIsImN1dEB3b3JrZXIucnVuIGhhbmRsZXItZmFpbHVyZUB3b3JrZXIucnVuIiwicGF0aCIsIiJdLFswLDBdLFswLDFdLDIsMSxbInMvcHVibGlzaGVzIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIzEiLCJpbnRha2Uuc3VibWl0IHNlbmRzIG0yIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biIsInMvYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzEgYXJyaXZlIzEiLCJjdXRAd29ya2VyLnJ1biJdXQ",
  },
};

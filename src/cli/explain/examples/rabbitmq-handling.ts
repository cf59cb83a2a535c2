/** Examples of promises that break: handling what RabbitMQ hands over. */
import { ON_RABBITMQ } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const RABBITMQ_HANDLING: Readonly<Record<string, HazardExample>> = {
  WB4651: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, steps: [settle, effect] }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, steps: [settle, effect] }",
        "consumer run <- work { prefetch: 1, steps: [effect, settle] }",
      ],
    ],
    story:
      "wb1:9ybiB1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMyIiwiYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzEgYXJyaXZlIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMzIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzQiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdXQ",
  },
  WB4652: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  store seen { keep: 30d }
  consumer run <- work { prefetch: 1, effect: plain }
}
guarantee intake.submit -> worker.run { delivery: exactly-once }
`,
    mended: [["effect: plain", "effect: idempotent(jobId, in: seen)"]],
    story:
      "wb1:t0l3wltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAd29yay5ub2RlIl0sWzBdLFswXSwxLDEsWyJzL2Fja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSMxIiwicHJvY2Vzcy1jcmFzaEB3b3JrLm5vZGUiXV0",
  },
  WB4653: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job  { identity jobId: uuid, userId: uuid }
message Done { identity doneId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job }
queue mail on tasks { type: quorum, carries: Done }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  store ran { keep: 30d }
  consumer run <- work { prefetch: 1, sends: done, effect: idempotent(jobId, in: ran), gates: handler, steps: [effect, done, settle] }
  producer done -> mail { sends: Done, confirms: true, mandatory: true }
}
service mailer {
  store told { keep: 30d }
  consumer tell <- mail { prefetch: 1, effect: idempotent(doneId, in: told) }
}
guarantee intake.submit -> mailer.tell { delivery: at-least-once, under: any(1, of: [process-crash, cut]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, sends: done, effect: idempotent(jobId, in: ran), gates: handler, steps: [effect, done, settle] }",
        "consumer run <- work { prefetch: 1, sends: done, effect: idempotent(jobId, in: ran), gates: handler, steps: [done, effect, settle] }",
      ],
    ],
    story:
      "wb1:2h4x11tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IG1haWxlci50ZWxsIiwiY2xhdXNlIiwiYXQtbGVhc3Qtb25jZSIsImF0b21zIiwicHJvY2Vzcy1jcmFzaEBtYWlsLm5vZGUiXSxbMF0sWzBdLDEsMSxbInMvcHVibGlzaGVzIG9mIHdvcmtlci5kb25lIGFycml2ZSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3B1Ymxpc2hlcyBvZiB3b3JrZXIuZG9uZSBhcnJpdmUjMiIsInByb2Nlc3MtY3Jhc2hAbWFpbC5ub2RlIl1d",
  },
  WB4654: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, on-failure: skip }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, on-failure: skip }",
        "consumer run <- work { prefetch: 1, on-failure: requeue }",
      ],
    ],
    story:
      "wb1:bcwOw1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdXQ",
  },
  WB4664: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  store seen { keep: 30d }
  consumer run <- work { prefetch: 1, instances: 2, effect: plain }
}
guarantee intake.submit -> worker.run { delivery: at-most-once, under: any(1, of: [pause(1h)]) }
`,
    mended: [["effect: plain", "effect: idempotent(jobId, in: seen)"]],
    story:
      "wb1:M7jFs1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsInBhdXNlQHdvcmtlci5ydW4iXSxbMF0sWzBdLDEsMSxbInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjMiIsImNvbmZpcm1zIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMzIiwicGF1c2VAd29ya2VyLnJ1biIsInMvd29ya2VyLnJ1biMxIHJlc3VtZXMjMSIsInRoZSBicm9rZXIgZ2l2ZXMgdXAgd29ya2VyLnJ1biMxIl1d",
  },
  WB4668: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, instances: 2 }
}
guarantee intake.submit -> worker.run { order: per-producer, under: any(1, of: [cut]) }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, instances: 2 }",
        "consumer run <- work { prefetch: 1, instances: 1 }",
      ],
    ],
    story:
      "wb1:wM1oDVtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJvcmRlciBwZXItcHJvZHVjZXIiLCJhdG9tcyIsIiIsInBhdGgiLCIiXSxbMCwwXSxbMCwxXSwxLDEsWyJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjMiIsImludGFrZS5zdWJtaXQgc2VuZHMgbTIiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzMiLCJwdWJsaXNoZXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzQiLCJ3b3JrZXIucnVuIzIgdGFrZXMgd2hhdCB3YXMgZGVsaXZlcmVkIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSM1IiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzYiLCJ3b3JrZXIucnVuIzIgaGFuZGxlcyBtMiIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjNyIsIndvcmtlci5ydW4jMiBoYW5kbGVzIG0yIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSM4IiwiYWNrbm93bGVkZ2VtZW50cyBvZiB3b3JrZXIucnVuIzIgYXJyaXZlIl1d",
  },
};

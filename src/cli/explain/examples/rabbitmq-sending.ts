/** Examples of promises that break: publishing to RabbitMQ. */
import { ON_RABBITMQ } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const RABBITMQ_SENDING: Readonly<Record<string, HazardExample>> = {
  WB4551: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: false, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "service intake { producer submit -> work { sends: Job, confirms: false, mandatory: true } }",
        "service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }",
      ],
    ],
    story:
      "wb1:YaRG-1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJwcm9jZXNzLWNyYXNoQHdvcmsubm9kZSJdLFswXSxbMF0sMSwxLFsicy9wdWJsaXNoZXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUjMSIsInByb2Nlc3MtY3Jhc2hAd29yay5ub2RlIl1d",
  },
  WB4558: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, on-unknown: send-again } }
service worker {
  store seen { keep: 30d }
  consumer run <- work { prefetch: 1, effect: plain }
}
guarantee intake.submit -> worker.run { delivery: at-most-once }
`,
    mended: [["effect: plain", "effect: idempotent(jobId, in: seen)"]],
    story:
      "wb1:t0l3wltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAd29yay5ub2RlIl0sWzBdLFswXSwxLDEsWyJzL2Fja25vd2xlZGdlbWVudHMgb2Ygd29ya2VyLnJ1biMxIGFycml2ZSMxIiwicHJvY2Vzcy1jcmFzaEB3b3JrLm5vZGUiXV0",
  },
  WB4559: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: false } }
service worker {
  store seen { keep: 30d }
  consumer run <- work { prefetch: 1, effect: idempotent(jobId, in: seen) }
}
guarantee intake.submit -> worker.run { order: per-producer }
`,
    mended: [
      [
        "service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: false } }",
        "service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: true } }",
      ],
    ],
    story:
      "wb1:ZgQO_FtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJvcmRlciBwZXItcHJvZHVjZXIiLCJhdG9tcyIsInByb2Nlc3MtY3Jhc2hAd29yay5ub2RlIiwicGF0aCIsIiJdLFswLDBdLFswLDFdLDEsMSxbInMvcHVibGlzaGVzIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIzEiLCJwcm9jZXNzLWNyYXNoQHdvcmsubm9kZSIsInMvaW50YWtlLnN1Ym1pdCBzZW5kcyBtMSBhZ2FpbiMxIiwiaW50YWtlLnN1Ym1pdCBzZW5kcyBtMiIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTIjMSIsImNvbmZpcm1zIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiXV0",
  },
  WB4562: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
exchange jobs on tasks { type: fanout, carries: Job }
queue work on tasks { type: quorum }
queue audit-log on tasks { type: quorum, max-length: 1000, overflow: reject-publish }
bind jobs -> work
bind jobs -> audit-log
service audit { consumer write <- audit-log { prefetch: 50 } }
service intake { producer submit -> jobs { sends: Job, confirms: true, mandatory: true, on-unknown: send-again } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-most-once, under: any(1, of: [slow(1h)]) }
`,
    mended: [
      [
        "queue audit-log on tasks { type: quorum, max-length: 1000, overflow: reject-publish }",
        "queue audit-log on tasks { type: quorum, max-length: 1000, overflow: drop-head }",
      ],
    ],
    story:
      "wb1:EpH4CFtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1tb3N0LW9uY2UiLCJhdG9tcyIsInNsb3dAYXVkaXQud3JpdGUiXSxbMF0sWzBdLDEsMSxbInMvcHVibGlzaGVzIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIzEiLCJzbG93QGF1ZGl0LndyaXRlIiwicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzQiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSJdXQ",
  },
  WB4563: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
exchange jobs on tasks { type: fanout, carries: Job }
queue work on tasks { type: quorum }
queue audit-log on tasks { type: quorum, max-length: 1000, overflow: reject-publish }
bind jobs -> work
bind jobs -> audit-log
service audit { consumer write <- audit-log { prefetch: 50 } }
service intake { producer submit -> jobs { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: false } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { order: per-producer, under: any(1, of: [slow(1h)]) }
`,
    mended: [
      [
        "service intake { producer submit -> jobs { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: false } }",
        "service intake { producer submit -> jobs { sends: Job, confirms: true, mandatory: true, on-unknown: send-again, awaits: true } }",
      ],
    ],
    story:
      "wb1:gLBU5FtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJvcmRlciBwZXItcHJvZHVjZXIiLCJhdG9tcyIsInNsb3dAYXVkaXQud3JpdGUiLCJwYXRoIiwiIl0sWzAsMF0sWzAsMV0sMSwxLFsicy9wdWJsaXNoZXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUjMSIsInNsb3dAYXVkaXQud3JpdGUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvaW50YWtlLnN1Ym1pdCBzZW5kcyBtMSBhZ2FpbiMxIiwiYXVkaXQtbG9nIGlzIGRyYWluZWQiLCJzL2ludGFrZS5zdWJtaXQgc2VuZHMgbTEgYWdhaW4jMiIsImludGFrZS5zdWJtaXQgc2VuZHMgbTIiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0yIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvd29ya2VyLnJ1biMxIGhhbmRsZXMgbTEjNCIsImNvbmZpcm1zIG9mIGludGFrZS5zdWJtaXQgYXJyaXZlIl1d",
  },
};

/** Examples of promises that break: what queues of RabbitMQ keep and drop. */
import { ON_RABBITMQ } from "./channels.ts";
import type { HazardExample } from "./example.ts";

export const RABBITMQ_QUEUES: Readonly<Record<string, HazardExample>> = {
  WB4623: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
queue work on tasks { type: classic, carries: Job }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, persistent: false } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, persistent: false } }",
        "service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true, persistent: true } }",
      ],
    ],
    story:
      "wb1:ykuKJltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJwcm9jZXNzLWNyYXNoQHdvcmsubm9kZSJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgdGFrZXMgd2hhdCB3YXMgZGVsaXZlcmVkIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvd29ya2VyLnJ1biMxIHRha2VzIHdoYXQgd2FzIGRlbGl2ZXJlZCMyIiwicHJvY2Vzcy1jcmFzaEB3b3JrLm5vZGUiXV0",
  },
  WB4624: {
    spec: `${ON_RABBITMQ}service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, on-failure: retry(times: 2, then: skip) }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "consumer run <- work { prefetch: 1, on-failure: retry(times: 2, then: skip) }",
        "consumer run <- work { prefetch: 1, on-failure: retry(times: 5, then: skip) }",
      ],
    ],
    story:
      "wb1:lwNLrltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biIsInAvaG93IG9mdGVuIGEgaGFuZGxlciBvZiB3b3JrZXIucnVuIGZhaWxzLzAjMSIsIjIiXV0",
  },
  WB4632: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job, message-ttl: 10m }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "guarantee intake.submit -> worker.run { delivery: at-least-once }",
        "guarantee intake.submit -> worker.run { delivery: at-least-once, except: [expired] }",
      ],
    ],
    story:
      "wb1:faOO0FtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJvdXRhZ2VAdGFza3MiXSxbMF0sWzBdLDEsMSxbInMvd29ya2VyLnJ1biMxIHRha2VzIHdoYXQgd2FzIGRlbGl2ZXJlZCMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSB0YWtlcyB3aGF0IHdhcyBkZWxpdmVyZWQjMiIsIm91dGFnZUB0YXNrcyIsInMvYnJva2VyIHRhc2tzIGlzIGJhY2sjMSIsIm1lc3NhZ2VzIGluIHdvcmsgZXhwaXJlIl1d",
  },
  WB4636: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job, max-length: 1000 }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "guarantee intake.submit -> worker.run { delivery: at-least-once }",
        "guarantee intake.submit -> worker.run { delivery: at-least-once, except: [overflow] }",
      ],
    ],
    story:
      "wb1:CZhRlFtbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJvdXRhZ2VAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgdGFrZXMgd2hhdCB3YXMgZGVsaXZlcmVkIzEiLCJjb25maXJtcyBvZiBpbnRha2Uuc3VibWl0IGFycml2ZSIsInMvd29ya2VyLnJ1biMxIHRha2VzIHdoYXQgd2FzIGRlbGl2ZXJlZCMyIiwib3V0YWdlQHdvcmtlci5ydW4iXV0",
  },
  WB4637: {
    spec: `${ON_RABBITMQ}queue parking on tasks { type: quorum }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1, on-failure: park(parking) }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "guarantee intake.submit -> worker.run { delivery: at-least-once }",
        "guarantee intake.submit -> worker.run { delivery: at-least-once, except: [dead-lettered] }",
      ],
    ],
    story:
      "wb1:bcwOw1tbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdXQ",
  },
  WB4638: {
    spec: `waybill 1
topology example

broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message Job { identity jobId: uuid, userId: uuid }
queue work on tasks { type: quorum, carries: Job, delivery-limit: 2 }
service intake { producer submit -> work { sends: Job, confirms: true, mandatory: true } }
service worker {
  consumer run <- work { prefetch: 1 }
}
guarantee intake.submit -> worker.run { delivery: at-least-once }
`,
    mended: [
      [
        "queue work on tasks { type: quorum, carries: Job, delivery-limit: 2 }",
        "queue work on tasks { type: quorum, carries: Job, delivery-limit: 20 }",
      ],
    ],
    story:
      "wb1:lwNLrltbImZsb3ciLCJpbnRha2Uuc3VibWl0IC0-IHdvcmtlci5ydW4iLCJjbGF1c2UiLCJhdC1sZWFzdC1vbmNlIiwiYXRvbXMiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biJdLFswXSxbMF0sMSwxLFsicy93b3JrZXIucnVuIzEgaGFuZGxlcyBtMSMxIiwiY29uZmlybXMgb2YgaW50YWtlLnN1Ym1pdCBhcnJpdmUiLCJzL3dvcmtlci5ydW4jMSBoYW5kbGVzIG0xIzIiLCJoYW5kbGVyLWZhaWx1cmVAd29ya2VyLnJ1biIsInAvaG93IG9mdGVuIGEgaGFuZGxlciBvZiB3b3JrZXIucnVuIGZhaWxzLzAjMSIsIjIiXV0",
  },
};

/** Traces through the OpenTelemetry API, which is handed in: nothing is imported, and nothing is needed by those who do not use it. */
import type { SendError } from "./send-error.ts";
import type { Delivery, Telemetry } from "./shapes.ts";

interface TelemetrySpan {
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(error: Error): unknown;
  end(): void;
}

interface SpanOptions {
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** What is used of `@opentelemetry/api`: `import * as api from "@opentelemetry/api"` fits. */
export interface TelemetryApi<Context, Span extends TelemetrySpan> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { kind: number; attributes: Record<string, string | number> },
        context: Context,
      ): Span;
    };
    setSpan(context: Context, span: Span): Context;
  };
  readonly context: {
    active(): Context;
    with<T>(context: Context, work: () => T): T;
  };
  readonly propagation: {
    inject(context: Context, carrier: Record<string, string>): void;
    extract(context: Context, carrier: Record<string, string>): Context;
  };
}

/** Of `SpanKind` and `SpanStatusCode`. */
const PRODUCER = 3;
const CONSUMER = 4;
const FAILED = 2;

/**
 * A span for each send and each run of a handler, joined across services by the headers of messages. For `telemetry` of
 * `start`. A repetition of a message is a span of its own under the same parent.
 */
export function openTelemetry<Context, Span extends TelemetrySpan>(
  api: TelemetryApi<Context, Span>,
): Telemetry {
  const tracer = api.trace.getTracer("waybill");
  const begun = (name: string, { kind, attributes }: SpanOptions, parent: Context): Span =>
    tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent);
  return {
    sending: (at, headers) => {
      const parent = api.context.active();
      const attributes = { "messaging.operation.type": "send", "messaging.client.endpoint": at };
      const span = begun(`send ${at}`, { kind: PRODUCER, attributes }, parent);
      api.propagation.inject(api.trace.setSpan(parent, span), headers);
      return (error) => ended(span, error);
    },
    handling: (delivery, next) => {
      const parent = api.propagation.extract(api.context.active(), { ...delivery.headers });
      const span = begun(
        `process ${delivery.type}`,
        { kind: CONSUMER, attributes: attributesOf(delivery) },
        parent,
      );
      return api.context.with(api.trace.setSpan(parent, span), async () => {
        try {
          await next();
        } catch (error) {
          ended(span, error instanceof Error ? error : new Error(String(error)));
          throw error;
        }
        ended(span, undefined);
      });
    },
  };
}

function attributesOf({ id, type, attempt }: Delivery): SpanOptions["attributes"] {
  return {
    "messaging.operation.type": "process",
    "messaging.message.id": id,
    "messaging.message.type": type,
    "messaging.delivery.attempt": attempt,
  };
}

function ended(span: TelemetrySpan, error: Error | SendError | undefined): void {
  if (error !== undefined) {
    span.recordException(error);
    span.setStatus({ code: FAILED, message: error.message });
  }
  span.end();
}

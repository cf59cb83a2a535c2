/** What a broker's folder contributes to generated clients. Core receives brokers as a value and names none. */
import type { CompileBroker } from "../compiler/broker.ts";
import type { DiagnosticSpec, Finding } from "../diagnostics/define.ts";
import type { Channel, Producer, Service } from "../model/topology.ts";

/** A client library that services can be generated for, under a word of `client:`. */
export interface ClientProfile {
  /** Module of the transport in the output, without folder and ending; its factory has the same name. */
  readonly transport: string;
  /** The package that the transport imports, and the versions it was made for. */
  readonly package: string;
  readonly versions: string;
  /** It can send and settle in one transaction. */
  readonly transactions: boolean;
}

/** Everything is pure. */
export interface GenerateBroker {
  /** The broker's vocabulary, routes and defaults. */
  readonly rules: CompileBroker;
  /** By the word of `client:`; under words that are absent nothing is generated. */
  readonly profiles: Readonly<Record<string, ClientProfile>>;
  /** Setting of a producer that is the template of its routing key; absent where the broker knows none. */
  readonly routingKey?: string;
  /** Setting of a producer that lists templates of further routing keys; absent where the broker knows none. */
  readonly copies?: string;
  /** Setting of a producer that maps its headers to templates; absent where a spec says none. */
  readonly headers?: string;
  /** Settings of a producer that no client does as the spec says. */
  readonly notDone: readonly string[];
  /** Whether what a consumer of `channel` refuses goes somewhere, so that its handler may park. */
  readonly keepsRefused: (channel: Channel) => boolean;
  /** What a producer asks of its client library and does not get. */
  readonly producerChecks?: (service: Service, producer: Producer) => readonly Finding[];
  /** Every entry that these checks may report. */
  readonly diagnostics: readonly DiagnosticSpec[];
}

/** kafkajs, so far as its calls are looked at. */
import type { ClientLibrary } from "../../../../source/source.ts";

const DECLARED = `
  export interface Message { key?: any; value: any; headers?: any; partition?: number }
  export interface ProducerRecord { topic: string; messages: Message[]; acks?: number; timeout?: number; compression?: any }
  export interface Transaction {
    send(record: any): Promise<any[]>;
    sendBatch(batch: any): Promise<any[]>;
    sendOffsets(offsets: any): Promise<void>;
    commit(): Promise<void>;
    abort(): Promise<void>;
  }
  export interface Producer {
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    send(record: any): Promise<any[]>;
    sendBatch(batch: any): Promise<any[]>;
    transaction(): Promise<Transaction>;
    on(event: string, listener: (...args: any[]) => void): any;
    events: any;
  }
  export interface EachMessagePayload { topic: string; partition: number; message: any; heartbeat(): Promise<void>; pause(): () => void }
  export interface EachBatchPayload {
    batch: any;
    resolveOffset(offset: string): void;
    heartbeat(): Promise<void>;
    commitOffsetsIfNecessary(offsets?: any): Promise<void>;
    isRunning(): boolean;
    isStale(): boolean;
  }
  export interface ConsumerRunConfig {
    eachMessage?: (payload: EachMessagePayload) => Promise<void>;
    eachBatch?: (payload: EachBatchPayload) => Promise<void>;
    [name: string]: any;
  }
  export interface Consumer {
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    subscribe(subscription: any): Promise<void>;
    run(config?: ConsumerRunConfig): Promise<void>;
    commitOffsets(offsets: any): Promise<void>;
    seek(place: any): void;
    stop(): Promise<void>;
    on(event: string, listener: (...args: any[]) => void): any;
    events: any;
  }
  export interface Admin {
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    createTopics(options: any): Promise<boolean>;
    listTopics(): Promise<string[]>;
  }
  export interface KafkaConfig { [name: string]: any }
  export interface ProducerConfig { [name: string]: any }
  export interface ConsumerConfig { [name: string]: any }
  export interface KafkaMessage { [name: string]: any }
  export const logLevel: any;
  export const Partitioners: any;
  export const CompressionTypes: any;
  export class Kafka {
    constructor(config: any);
    producer(config?: any): Producer;
    consumer(config?: any): Consumer;
    admin(config?: any): Admin;
  }`;

export const KAFKAJS_LIBRARY: ClientLibrary = {
  name: "kafkajs",
  declarations: `declare module "kafkajs" {${DECLARED}\n}\ndeclare function require(name: "kafkajs"): typeof import("kafkajs");\n`,
  calls: {
    Kafka: ["producer", "consumer", "admin"],
    Producer: ["send", "sendBatch", "transaction"],
    Transaction: ["send", "sendBatch", "sendOffsets"],
    Consumer: ["subscribe", "run", "commitOffsets"],
    Admin: ["createTopics"],
    EachBatchPayload: ["resolveOffset", "commitOffsetsIfNecessary"],
  },
  payloadProperties: ["messages"],
};

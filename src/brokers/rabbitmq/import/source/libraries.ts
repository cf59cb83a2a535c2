/** amqplib and amqp-connection-manager, so far as their calls are looked at. */
import type { ClientLibrary } from "../../../../source/source.ts";

const DECLARED = [
  "assertExchange",
  "assertQueue",
  "bindQueue",
  "bindExchange",
  "checkQueue",
  "checkExchange",
  "publish",
  "sendToQueue",
  "consume",
  "get",
  "prefetch",
  "ack",
  "ackAll",
  "nack",
  "nackAll",
  "reject",
  "waitForConfirms",
];

const CHANNEL = `
    assertQueue(queue?: string, options?: any, done?: (error: any, ok: Replies.AssertQueue) => void): Promise<Replies.AssertQueue>;
    checkQueue(queue: string, done?: any): Promise<Replies.AssertQueue>;
    bindQueue(queue: string, source: string, pattern?: string, args?: any, done?: any): Promise<any>;
    assertExchange(exchange: string, type: string, options?: any, done?: (error: any, ok: Replies.AssertExchange) => void): Promise<Replies.AssertExchange>;
    checkExchange(exchange: string, done?: any): Promise<any>;
    bindExchange(destination: string, source: string, pattern?: string, args?: any, done?: any): Promise<any>;
    publish(exchange: string, routingKey: string, content: any, options?: any, done?: (error: any) => void): boolean;
    sendToQueue(queue: string, content: any, options?: any, done?: (error: any) => void): boolean;
    consume(queue: string, onMessage: (message: ConsumeMessage | null) => void, options?: any, done?: any): Promise<Replies.Consume>;
    get(queue: string, options?: any, done?: any): Promise<GetMessage | false>;
    prefetch(count: number, global?: boolean): Promise<any>;
    ack(message: any, allUpTo?: boolean): void;
    ackAll(): void;
    nack(message: any, allUpTo?: boolean, requeue?: boolean): void;
    nackAll(requeue?: boolean): void;
    reject(message: any, requeue?: boolean): void;
    close(done?: any): Promise<void>;
    on(event: string, listener: (...args: any[]) => void): this;
    once(event: string, listener: (...args: any[]) => void): this;`;

const AMQPLIB = `
  export interface Message { content: any; fields: any; properties: any }
  export interface ConsumeMessage extends Message {}
  export interface GetMessage extends Message {}
  export namespace Replies {
    interface AssertQueue { queue: string; messageCount: number; consumerCount: number }
    interface AssertExchange { exchange: string }
    interface Consume { consumerTag: string }
    interface Empty {}
  }
  export namespace Options {
    interface Connect { [name: string]: any }
    interface AssertQueue { [name: string]: any }
    interface AssertExchange { [name: string]: any }
    interface Publish { [name: string]: any }
    interface Consume { [name: string]: any }
  }
  export interface Channel {${CHANNEL}
  }
  export interface ConfirmChannel extends Channel {
    waitForConfirms(done?: any): Promise<void>;
  }
  export interface ChannelModel {
    createChannel(done?: (error: any, channel: Channel) => void): Promise<Channel>;
    createConfirmChannel(done?: (error: any, channel: ConfirmChannel) => void): Promise<ConfirmChannel>;
    close(done?: any): Promise<void>;
    on(event: string, listener: (...args: any[]) => void): this;
    once(event: string, listener: (...args: any[]) => void): this;
    connection: any;
  }
  export interface Connection extends ChannelModel {}`;

/** With promises, and with callbacks. */
export const AMQPLIB_LIBRARY: ClientLibrary = {
  name: "amqplib",
  declarations: `
declare module "amqplib" {${AMQPLIB}
  export function connect(url?: any, options?: any): Promise<ChannelModel>;
}
declare module "amqplib/callback_api" {
  import type { ChannelModel } from "amqplib";
  export * from "amqplib";
  export function connect(done: (error: any, connection: ChannelModel) => void): void;
  export function connect(url: any, done: (error: any, connection: ChannelModel) => void): void;
  export function connect(url: any, options: any, done: (error: any, connection: ChannelModel) => void): void;
}
declare function require(name: "amqplib"): typeof import("amqplib");
declare function require(name: "amqplib/callback_api"): typeof import("amqplib/callback_api");
`,
  calls: {
    Channel: DECLARED,
    ConfirmChannel: DECLARED,
    ChannelModel: ["createChannel", "createConfirmChannel"],
    Connection: ["createChannel", "createConfirmChannel"],
  },
  results: { assertQueue: { queue: 0 }, checkQueue: { queue: 0 }, assertExchange: { exchange: 0 } },
  payloads: { publish: 2, sendToQueue: 1 },
  payloadProperties: ["headers", "messageId", "correlationId", "replyTo", "timestamp", "contentType"],
};

/** It connects again by itself and keeps what it publishes meanwhile; its channels are confirm channels unless told. */
export const CONNECTION_MANAGER_LIBRARY: ClientLibrary = {
  name: "amqp-connection-manager",
  declarations: `
declare module "amqp-connection-manager" {
  import type { ConfirmChannel, Channel, ConsumeMessage } from "amqplib";
  export interface ChannelWrapper {${CHANNEL.replaceAll("Replies.AssertQueue", "{ queue: string }")
    .replaceAll("Replies.AssertExchange", "any")
    .replaceAll("Replies.Consume", "any")
    .replaceAll("GetMessage | false", "any")
    .replace("): boolean;\n    sendToQueue", "): Promise<boolean>;\n    sendToQueue")}
    addSetup(setup: (channel: ConfirmChannel) => any): Promise<void>;
    waitForConnect(): Promise<void>;
  }
  export interface AmqpConnectionManager {
    createChannel(options?: { name?: string; json?: boolean; confirm?: boolean; setup?: (channel: ConfirmChannel) => any }): ChannelWrapper;
    close(): Promise<void>;
    on(event: string, listener: (...args: any[]) => void): this;
  }
  export interface IAmqpConnectionManager extends AmqpConnectionManager {}
  export function connect(urls: any, options?: any): AmqpConnectionManager;
}
declare function require(name: "amqp-connection-manager"): typeof import("amqp-connection-manager");
`,
  calls: {
    ChannelWrapper: DECLARED,
    AmqpConnectionManager: ["createChannel"],
    IAmqpConnectionManager: ["createChannel"],
  },
};

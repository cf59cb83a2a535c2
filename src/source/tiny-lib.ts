/**
 * What of JavaScript itself the types of client libraries rest on. TypeScript's own declarations would do, and take
 * most of a second to read.
 */
export const TINY_LIB = `
interface Object { toString(): string }
interface Function { bind(self: any, ...args: any[]): this; call(self: any, ...args: any[]): any; apply(self: any, args: any): any }
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments { [index: number]: any }
interface String { length: number }
interface Number { toFixed(digits?: number): string }
interface Boolean {}
interface Symbol {}
interface RegExp { test(text: string): boolean }
interface Error { message: string; stack?: string }
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface Iterator<T> {}
interface Iterable<T> {}
interface ReadonlyArray<T> {
  length: number;
  [index: number]: T;
  forEach(each: (value: T, index: number) => void): void;
  map<U>(each: (value: T, index: number) => U): U[];
  filter(each: (value: T, index: number) => any): T[];
  find(each: (value: T, index: number) => any): T | undefined;
}
interface Array<T> extends ReadonlyArray<T> { push(...items: T[]): number }
interface PromiseLike<T> {
  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((why: any) => B | PromiseLike<B>) | null): PromiseLike<A | B>;
}
interface Promise<T> {
  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((why: any) => B | PromiseLike<B>) | null): Promise<A | B>;
  catch<B = never>(failed?: ((why: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(last?: (() => void) | null): Promise<T>;
}
interface PromiseConstructor {
  new <T>(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (why?: any) => void) => void): Promise<T>;
  all<T extends readonly any[]>(values: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>;
  resolve<T>(value: T): Promise<Awaited<T>>;
}
declare var Promise: PromiseConstructor;
interface Map<K, V> { get(key: K): V | undefined; set(key: K, value: V): this; has(key: K): boolean; values(): Iterable<V> }
interface MapConstructor { new <K = any, V = any>(entries?: any): Map<K, V> }
declare var Map: MapConstructor;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(done: infer F, ...args: infer _): any } ? F extends (value: infer V, ...args: infer _) => any ? Awaited<V> : never : T;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
`;

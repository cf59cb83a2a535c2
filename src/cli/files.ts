/** Reading and writing the files of a command: bounded, and never half-written. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "./output.ts";

/** A file larger than this is none that a person wrote. In bytes. */
const BYTES_MAX = 16 * 1024 * 1024;

/** The text of a file. Bytes that are no UTF-8 become U+FFFD, which is for the reader of the text to refuse. Throws UsageError. */
export function readText(path: string, cwd: string): string {
  let handle: number | undefined;
  try {
    handle = openSync(resolve(cwd, path), "r");
    const { size } = fstatSync(handle);
    if (size > BYTES_MAX) throw new UsageError(`${path} is larger than ${BYTES_MAX / 1024 / 1024} MiB`);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(readAll(handle, size));
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot read ${path}: ${reason(error)}`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function readAll(handle: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const read = readSync(handle, bytes, at, size - at, null);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
}

/** Throws UsageError where a file cannot be written: to be asked before a long work for it. */
export function mustBeWritable(path: string, cwd: string): void {
  const target = resolve(cwd, path);
  try {
    accessSync(dirname(target), constants.W_OK);
    if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new UsageError(`cannot write ${path}: it is a folder`);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot write ${path}: ${reason(error)}`);
  }
}

/** Makes a folder to write to, and those above it, where they do not exist yet. Throws UsageError. */
export function makeFolder(path: string, cwd: string): void {
  const folder = resolve(cwd, path);
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw new UsageError(`cannot make the folder ${path}: it is a file`);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`cannot make the folder ${path}: ${reason(error)}`);
  }
}

/** Writes the whole file or nothing: beside it first, then under its name. Throws UsageError. */
export function writeWhole(path: string, text: string, cwd: string): void {
  const target = resolve(cwd, path);
  const beside = `${target}.${process.pid}.part`;
  try {
    const handle = openSync(beside, "wx", 0o644);
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UsageError(`cannot write ${path}: ${reason(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  EEXIST: "another run is writing it",
};

/** Why an operation on a file failed, in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (code === "" ? String(error) : code);
}

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotationLimits {
  /** Size in bytes at which a new file is begun. */
  readonly maxBytes: number;
  /** How many files are kept, the one being written included. */
  readonly keep: number;
}

const DEFAULT_LIMITS: RotationLimits = { maxBytes: 5 * 1024 * 1024, keep: 5 };

/**
 * An append-only file that moves aside when it is full: `name.log`, `name.log.1` (newer) ... `name.log.4` (oldest).
 * Writes are synchronous, so that what was written is in the file even if this process is killed right after.
 */
export class RotatedFile {
  readonly path: string;
  readonly #limits: RotationLimits;
  #descriptor: number;
  #bytes: number;

  constructor(path: string, limits: RotationLimits = DEFAULT_LIMITS) {
    this.path = path;
    this.#limits = limits;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(chunk: Uint8Array | string): void {
    if (this.#descriptor < 0) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#limits.maxBytes) this.#rotate();
    writeSync(this.#descriptor, bytes);
    this.#bytes += bytes.length;
  }

  close(): void {
    if (this.#descriptor < 0) return;
    closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    const oldest = this.#limits.keep - 1;
    rmSync(this.#aged(oldest), { force: true });
    for (let age = oldest - 1; age >= 0; age--) moveIfThere(this.#aged(age), this.#aged(age + 1));
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  #aged(age: number): string {
    return age === 0 ? this.path : `${this.path}.${age}`;
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

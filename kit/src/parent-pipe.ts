import { Socket } from 'node:net';

/**
 * Calls `onClosed` when the parent process is gone: it holds the other end of the pipe whose number is in `fdText`.
 * Nothing is watched when `fdText` is not a descriptor number. The pipe does not keep this process alive.
 */
export function watchParentPipe(fdText: string | undefined, onClosed: () => void): void {
  const fd = Number(fdText || Number.NaN);
  if (!Number.isInteger(fd) || fd < 0) return;
  try {
    const pipe = new Socket({ fd, readable: true, writable: false });
    pipe.on('error', onClosed);
    pipe.on('close', onClosed);
    pipe.resume();
    pipe.unref();
  } catch {
    // Not an open pipe: the parent is gone already, or never made one.
    onClosed();
  }
}

import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input, which comes when this process is gone however it died (kill -9 too), then stops the
 * given process: first with its own polite signal, after ten seconds for good.
 */
const WATCH_SCRIPT = `
read -r _
kill -s "$1" "$2" 2>/dev/null || exit 0
tries=0
while [ "$tries" -lt 100 ] && kill -0 "$2" 2>/dev/null; do sleep 0.1; tries=$((tries + 1)); done
kill -s KILL "$2" 2>/dev/null
`;

/**
 * Makes sure that a foreign server (Postgres, NATS), which knows nothing of our parent pipe, does not outlive this
 * process. Returns a function that ends the watch; call it once the server has exited, since its pid may be reused.
 */
export function watchForOurDeath(pid: number, stopSignal: NodeJS.Signals): () => void {
  const watcher = spawn('/bin/sh', ['-c', WATCH_SCRIPT, 'solveig-death-watch', stopSignal.slice(3), String(pid)], {
    detached: true, // Ctrl-C goes to the whole foreground group and must not end the watch
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  });
  watcher.on('error', () => {}); // no shell: the server then lives on, and the next start finds and stops it
  watcher.stdin.on('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    watcher.kill('SIGKILL');
  };
}

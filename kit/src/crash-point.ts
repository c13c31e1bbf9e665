let armed: string | undefined;

/** Settings of a service whose process may be killed on purpose. */
export interface CrashSettings {
  readonly environment: string;
  /** Name of the crash point. */
  readonly crashAt?: string | undefined;
}

/** Arms the crash point named in the settings, for tests of recovery. Throws in production. */
export function armCrashPoint(settings: CrashSettings): void {
  if (!settings.crashAt) return;
  if (settings.environment === 'production') throw new Error('crash points are refused in production');
  armed = settings.crashAt;
}

/** Kills this process, as kill -9 would, if the crash point `name` is armed; else does nothing. */
export function crashPoint(name: string): void {
  if (name === armed) process.kill(process.pid, 'SIGKILL');
}

/** A way to come by a `nats-server` program. Every way is one file in this folder and one line in `nats-provider.ts`. */
export interface NatsSource {
  /** As the person reads it in the list of ways tried. */
  readonly name: string;
  /** How a person does the same by hand. */
  readonly byHand: string;
  /** The whole attempt is given up after this time, so that a machine without internet is not kept waiting. */
  readonly timeoutMs: number;
  /** Gives the path of a program that runs and is new enough, or throws an error that says why not. */
  obtain(context: NatsSourceContext): Promise<string>;
}

export interface NatsSourceContext {
  /** Where programs are kept, one folder each: `<cacheDir>/<source>-<version>/nats-server`. */
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

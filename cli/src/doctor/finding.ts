/** What one check of `solveig doctor` found. */
export interface Finding {
  readonly name: string;
  readonly level: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  /** What to do, when it is not ok. */
  readonly mend?: string;
}

export type Check = () => Promise<Omit<Finding, 'name'>>;

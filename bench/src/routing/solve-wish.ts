/** What every solver gets for an instance. */
export interface SolveWish {
  /** Wall seconds. */
  readonly seconds: number;
  /** Processes, or threads where a peer shares its work between them. */
  readonly workers: number;
  readonly seed: number;
}

/** A file that does not say what its format needs, or says what the model cannot hold: plain words, with the line where there is one. */
export class FormatError extends Error {
  override readonly name = 'FormatError';

  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
  }
}

/** Features of a file that the model of today has no words for; each is named, so that nobody takes the answer for one to his problem. */
export class UnsupportedFeature extends FormatError {
  readonly features: readonly string[];

  constructor(features: readonly string[]) {
    super(`Solveig cannot express this yet: ${features.join('; ')}`);
    this.features = features;
  }
}

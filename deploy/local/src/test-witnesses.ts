/** Whoever can tell what happened during a test. Kept without imports: the set-up of every test file loads it. */
const witnesses = new Set<() => Promise<string>>();
/** What those said who were gone before the test was judged. */
let statements: string[] = [];

/** Is asked when a test fails; the function it gives takes the statement and dismisses the witness. */
export function callWitness(tell: () => Promise<string>): () => Promise<void> {
  witnesses.add(tell);
  return async () => {
    if (!witnesses.delete(tell)) return;
    statements.push(await tell());
  };
}

/** Everything that can be told of the test that has just ended. */
export async function hearWitnesses(): Promise<string[]> {
  return [...statements, ...(await Promise.all([...witnesses].map((tell) => tell())))];
}

export function forgetStatements(): void {
  statements = [];
}

import { afterEach } from 'vitest';
import { forgetStatements, hearWitnesses } from './test-witnesses.ts';

/** In every test file: a test that failed prints what the platforms it ran on have logged, and a trace. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    for (const statement of await hearWitnesses()) console.error(`\n${task.name}\n${statement}\n`);
  }
  forgetStatements();
});

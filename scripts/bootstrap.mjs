// Heads every npm script: checks Node, installs when the lock file changed, builds when sources changed, then does
// what was asked. It needs nothing but Node, so that `npm start` is the first command after a clone.
import { requireNode } from './node-version.mjs';

requireNode();

import('./verbs.mjs')
  .then(({ runVerb }) => runVerb(process.argv[2], process.argv.slice(3)))
  .then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      console.error(error.expected ? error.message : error);
      process.exitCode = 1;
    },
  );

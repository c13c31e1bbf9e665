// Keep this file and bootstrap.mjs free of newer syntax: an old Node must be able to read them and say why it will not do.

var MINIMUM_NODE = [20, 19];

/** Ends the process with a clear message when this Node is too old. */
export function requireNode() {
  var found = process.versions.node.split('.').map(Number);
  if (found[0] > MINIMUM_NODE[0] || (found[0] === MINIMUM_NODE[0] && found[1] >= MINIMUM_NODE[1])) return;
  console.error(
    'solveig needs Node ' +
      MINIMUM_NODE.join('.') +
      ' or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      '). See https://nodejs.org/en/download',
  );
  process.exit(1);
}

import { type Document, isNode, type LineCounter, type ParsedNode } from 'yaml';

export type FaultPath = readonly (string | number)[];

/** Something wrong in the file of routes. */
export interface FileFault {
  readonly path: FaultPath;
  readonly problem: string;
}

/** Every fault of the file at once, each with its line. */
export class RoutingFileError extends Error {
  override readonly name = 'RoutingFileError';
  readonly lines: readonly string[];

  constructor(file: string, lines: readonly string[]) {
    super(
      `${file}: ${lines.length} thing${lines.length === 1 ? ' is' : 's are'} wrong\n${lines.map((l) => `  ${l}`).join('\n')}`,
    );
    this.lines = lines;
  }
}

/** `line:column path problem` for each fault, in the order of the file; what is missing is placed where its parent stands. */
export function describeFaults(
  faults: readonly FileFault[],
  document: Document.Parsed<ParsedNode>,
  lines: LineCounter,
): string[] {
  return faults
    .map((fault) => ({ ...fault, offset: offsetOf(fault.path, document) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, path, problem }) => {
      const { line, col } = lines.linePos(offset);
      return `${line}:${col} ${printPath(path)}: ${problem}`;
    });
}

function offsetOf(path: FaultPath, document: Document.Parsed<ParsedNode>): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function printPath(path: FaultPath): string {
  return (
    path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('') || '(file)'
  );
}

import { FormatError } from './format-error.ts';
import { type NumberLine, numbersOf } from './number-lines.ts';

/** A VRPLIB file taken apart: `KEY : VALUE` lines and sections of numbers. */
export interface VrplibSections {
  readonly name: string;
  /** Upper-case key to its text. */
  readonly fields: ReadonlyMap<string, string>;
  /** Name without `_SECTION` to its lines. */
  readonly sections: ReadonlyMap<string, readonly NumberLine[]>;
}

/** Takes a file apart without asking what it means. */
export function vrplibSections(text: string): VrplibSections {
  const fields = new Map<string, string>();
  const sections = new Map<string, NumberLine[]>();
  let current: NumberLine[] | undefined;
  let title = '';
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim();
    if (trimmed === '') continue;
    if (trimmed === 'EOF') break;
    const section = /^([A-Z][A-Z_]*)_SECTION\b\s*:?\s*$/.exec(trimmed);
    if (section) {
      current = [];
      sections.set(section[1] as string, current);
    } else if (current && !/^[A-Z]/i.test(trimmed)) {
      current.push({ line: index + 1, values: numbersOf(trimmed, index + 1) });
    } else if (!readField(trimmed, fields)) {
      // Old files begin with their name alone.
      if (fields.size > 0 || title !== '')
        throw new FormatError(`"${trimmed}" is neither a field nor a section`, index + 1);
      title = trimmed;
    }
  }
  return { name: fields.get('NAME') || title, fields, sections };
}

function readField(line: string, fields: Map<string, string>): boolean {
  const match = /^([A-Z][A-Z0-9_]*)\s*:\s*(.*)$/.exec(line);
  if (!match) return false;
  fields.set(match[1] as string, (match[2] as string).trim().replace(/^"(.*)"$/, '$1'));
  return true;
}

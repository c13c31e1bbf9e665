/**
 * A text as PostgreSQL takes it: a zero byte, which it refuses in `text` and `jsonb`, becomes the sign for what cannot be
 * shown. Words about a client's input may quote one, and the row must be written all the same.
 */
export function storable(text: string): string {
  return text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text;
}

/** JSON of a value whose texts PostgreSQL takes. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

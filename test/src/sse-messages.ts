/** One event of a stream of server-sent events. */
export interface SseMessage {
  readonly id: string | undefined;
  readonly event: string;
  /** Parsed JSON. */
  readonly data: unknown;
}

/** Reads the text of a whole stream (WHATWG HTML, section 9.2, as far as we write it); comments are left out. */
export function sseMessages(text: string): SseMessage[] {
  return text.split('\n\n').flatMap((block) => {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (name !== '') fields.set(name, value);
    }
    const data = fields.get('data');
    if (data === undefined) return [];
    return [{ id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) as unknown }];
  });
}

import { clip, type Fact, type Link, type Message, type MessageItem, oneLine } from '#domain/message';

/** Slack's limits: docs.slack.dev/reference/block-kit and, for the whole message, slackapi/bolt-js#2509. */
const MAX_HEADER = 150;
const MAX_SECTION_TEXT = 3000;
const MAX_FIELDS = 10;
const MAX_FIELD_TEXT = 2000;
/** Kept well under the 50 blocks and some 13,200 characters at which Slack refuses a message. */
const MAX_BLOCKS = 45;
const MAX_CHARACTERS = 12_000;
const SHOWN_TEXT = 600;
const SHOWN_FIELD = 200;

type Text = { type: 'plain_text' | 'mrkdwn'; text: string; emoji?: boolean };
export type SlackBlock =
  | { type: 'header'; text: Text }
  | { type: 'section'; text: Text; fields?: Text[] }
  | { type: 'section'; fields: Text[]; text?: Text }
  | { type: 'context'; elements: Text[] }
  | { type: 'divider' };

export interface SlackPayload {
  /** For notices and screen readers. */
  text: string;
  attachments: [{ color: string; fallback: string; blocks: SlackBlock[] }];
}

/** Escapes what Slack reads as mark-up: `&`, `<` and `>`, and nothing else. No mention or link can be forged then. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A message as Block Kit inside an attachment, whose bar carries the colour: by severity, green when resolved. */
export function slackPayload(message: Message): SlackPayload {
  const title = `${message.symbol} ${message.title}`;
  const head: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: clip(title, MAX_HEADER), emoji: true } },
    ...fieldsBlock(message.facts),
  ];
  const tail = footer(message);
  const { blocks, shown } = itemBlocks(message.items, MAX_BLOCKS - head.length - 1, MAX_CHARACTERS - sizeOf(head));
  const more = message.more + message.items.length - shown;
  const said = more > 0 ? [contextBlock([`… and ${more} more`, ...tail])] : tail.length > 0 ? [contextBlock(tail)] : [];
  const fallback = escapeSlack(title);
  return { text: fallback, attachments: [{ color: message.color, fallback, blocks: [...head, ...blocks, ...said] }] };
}

/** As many items as fit, whole. */
function itemBlocks(items: readonly MessageItem[], maxBlocks: number, maxCharacters: number) {
  const blocks: SlackBlock[] = [];
  let characters = 0;
  let shown = 0;
  for (const item of items) {
    const own = blocksOf(item);
    const size = sizeOf(own);
    if (blocks.length + own.length > maxBlocks || characters + size > maxCharacters) break;
    blocks.push(...own);
    characters += size;
    shown++;
  }
  return { blocks, shown };
}

function blocksOf(item: MessageItem): SlackBlock[] {
  const mark = item.status === 'resolved' ? '✅ ' : '';
  const body = item.text ? `\n${escapeSlack(clip(item.text, SHOWN_TEXT))}` : '';
  const links = item.links.map(slackLink).join(' · ');
  const text = `${mark}*${bold(item.title)}*${body}${links ? `\n${links}` : ''}`;
  const fields = item.facts.slice(0, MAX_FIELDS).map(fieldOf);
  const section = { type: 'mrkdwn' as const, text: clip(text, MAX_SECTION_TEXT) };
  return [{ type: 'divider' }, { type: 'section', text: section, ...(fields.length > 0 ? { fields } : {}) }];
}

/** An asterisk in a title would end the bold text early. */
function bold(text: string): string {
  return escapeSlack(text.replaceAll('*', '∗'));
}

function fieldsBlock(facts: readonly Fact[]): SlackBlock[] {
  return facts.length === 0 ? [] : [{ type: 'section', fields: facts.slice(0, MAX_FIELDS).map(fieldOf) }];
}

function fieldOf({ name, value }: Fact): Text {
  const text = `*${bold(oneLine(name, 60))}*\n${escapeSlack(clip(value, SHOWN_FIELD))}`;
  return { type: 'mrkdwn', text: clip(text, MAX_FIELD_TEXT) };
}

function footer(message: Message): string[] {
  return message.links.map(slackLink);
}

function slackLink({ title, url }: Link): string {
  // A bar would end the address; it has no place in one unescaped anyway.
  return `<${escapeSlack(url).replaceAll('|', '%7C')}|${escapeSlack(title)}>`;
}

function contextBlock(texts: readonly string[]): SlackBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: texts.join('  ·  ') }] };
}

function sizeOf(blocks: readonly SlackBlock[]): number {
  return JSON.stringify(blocks).length;
}

import { createHash } from 'node:crypto';
import { type Fact, type Link, type Message, type MessageItem, oneLine } from '#domain/message';
import type { Notification } from '#domain/notification';

/** Alerts shown in one mail. */
const SHOWN_ITEMS = 25;

/** Escapes text for HTML, inside elements and quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The plain text of a mail: what is read on a watch at night. */
export function emailText(message: Message): string {
  const items = message.items.slice(0, SHOWN_ITEMS);
  const hidden = message.more + message.items.length - items.length;
  return [
    message.title,
    message.facts.map(({ name, value }) => `${name}: ${oneLine(value, 500)}`).join('\n'),
    ...items.map(itemText),
    ...(hidden > 0 ? [`... and ${hidden} more`] : []),
    ...message.links.map(linkText),
  ].join('\n\n');
}

function itemText(item: MessageItem): string {
  return [
    `${item.status === 'resolved' ? 'RESOLVED' : 'FIRING'}: ${item.title}`,
    ...(item.text ? [item.text] : []),
    ...item.facts.map(({ name, value }) => `  ${name}: ${oneLine(value, 500)}`),
    ...item.links.map((link) => `  ${linkText(link)}`),
  ].join('\n');
}

function linkText({ title, url }: Link): string {
  return `${title}: ${url}`;
}

/** The HTML of a mail: plain tables with inline styles, which every client shows. Nothing in it is loaded from anywhere. */
export function emailHtml(message: Message): string {
  const items = message.items.slice(0, SHOWN_ITEMS);
  const hidden = message.more + message.items.length - items.length;
  return `<!doctype html>
<html><head><meta charset="utf-8"><title>${escapeHtml(message.title)}</title></head>
<body style="margin:0;padding:16px;background:#f4f5f7;font:14px/1.5 sans-serif;color:#1c1e21">
<table role="presentation" width="100%" style="max-width:680px;margin:0 auto;background:#ffffff;border-collapse:collapse">
<tr><td style="padding:14px 18px;background:${message.color};color:#ffffff;font-size:17px;font-weight:bold">${message.symbol} ${escapeHtml(message.title)}</td></tr>
<tr><td style="padding:12px 18px">${factTable(message.facts)}</td></tr>
${items.map(itemHtml).join('\n')}
${hidden > 0 ? `<tr><td style="padding:12px 18px;color:#606770">… and ${hidden} more</td></tr>` : ''}
<tr><td style="padding:12px 18px;border-top:1px solid #dddfe2">${message.links.map(linkHtml).join(' · ')}</td></tr>
</table></body></html>
`;
}

function itemHtml(item: MessageItem): string {
  const mark = item.status === 'resolved' ? '✅ ' : '';
  const text = item.text ? `<div style="white-space:pre-wrap">${escapeHtml(item.text)}</div>` : '';
  const links = item.links.length > 0 ? `<div>${item.links.map(linkHtml).join(' · ')}</div>` : '';
  return `<tr><td style="padding:12px 18px;border-top:1px solid #dddfe2"><strong>${mark}${escapeHtml(item.title)}</strong>${text}${factTable(item.facts)}${links}</td></tr>`;
}

function factTable(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ name, value }) =>
      `<tr><td style="padding:1px 12px 1px 0;color:#606770;vertical-align:top">${escapeHtml(name)}</td><td style="word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  return rows.length > 0 ? `<table style="border-collapse:collapse">${rows.join('')}</table>` : '';
}

function linkHtml({ title, url }: Link): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>`;
}

/**
 * The headers that let mail programs drop what they have seen and put an episode of a group into one thread: the id of the
 * mail is that of the delivery, its parent an id that no mail has but all of the episode name.
 */
export function emailHeaders(deliveryId: string, notification: Notification, domain: string) {
  const day = notification.beganAt.slice(0, 10);
  const thread = createHash('sha256')
    .update(`${notification.groupKey}|${notification.beganAt}`)
    .digest('hex')
    .slice(0, 16);
  const root = `<alert-${thread}-${day}@${domain}>`;
  return {
    messageId: `<${deliveryId}@${domain}>`,
    inReplyTo: root,
    references: [root],
    headers: {
      // RFC 3834: no out-of-office answers, please. RFC 2919: something to filter by.
      'Auto-Submitted': 'auto-generated',
      'List-Id': `Solveig alerts <alerts.${domain}>`,
      'X-Solveig-Delivery': deliveryId,
      ...(notification.severity === 'critical' && notification.status === 'firing'
        ? { 'X-Priority': '1 (Highest)' }
        : {}),
    },
  };
}

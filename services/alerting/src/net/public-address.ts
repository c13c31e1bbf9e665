import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Address blocks that no message may be sent to: private, local, shared, reserved (IANA special-purpose registries). */
const closed = new BlockList();
for (const [block, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(block, bits, 'ipv4');
}

/** IPv6 addresses that are given out at all; everything else is local, multicast, mapped or reserved. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Parts of it that lead elsewhere: Teredo, benchmarking, ORCHID, documentation, 6to4. */
const closedUnicast = new BlockList();
for (const [block, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  closedUnicast.addSubnet(block, bits, 'ipv6');
}

/** Whether an IP address belongs to the public internet. Mapped and NAT64 forms are judged by the address inside. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  const words = ipv6Words(address);
  const inside = embeddedIpv4(words);
  if (inside) return isPublicAddress(inside);
  const plain = words.map((word) => word.toString(16)).join(':');
  return globalUnicast.check(plain, 'ipv6') && !closedUnicast.check(plain, 'ipv6');
}

/** The IPv4 address inside `::ffff:a.b.c.d` (mapped) and `64:ff9b::a.b.c.d` (NAT64). */
function embeddedIpv4(words: readonly number[]): string | undefined {
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  const isNat64 = words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every((word) => word === 0);
  if (!isMapped && !isNat64) return undefined;
  const [high = 0, low = 0] = words.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight 16-bit words of a valid IPv6 address. */
function ipv6Words(address: string): number[] {
  const bare = address.replace(/%.*$/, '');
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(bare);
  const text = dotted ? bare.slice(0, dotted.index) + dottedWords(dotted.slice(1, 5).map(Number)) : bare;
  const [left = '', right] = text.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const head = words(left);
  const tail = words(right ?? '');
  return right === undefined ? head : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function dottedWords([a = 0, b = 0, c = 0, d = 0]: number[]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

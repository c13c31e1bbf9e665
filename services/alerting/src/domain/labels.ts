/** Names and values that tell alerts apart. A missing label means the same as an empty one. */
export type Labels = Readonly<Record<string, string>>;

/** Orders strings as Go does, by their UTF-8 bytes: the order of code points, not of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] as string).codePointAt(0)! - (right[i] as string).codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Name and value pairs in byte order of the names. */
export function sortedLabels(labels: Labels): [name: string, value: string][] {
  return Object.entries(labels).sort(([a], [b]) => compareBytes(a, b));
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK_64 = 0xffffffffffffffffn;
const SEPARATOR = 0xff;
const utf8 = new TextEncoder();

/**
 * The identity of a set of labels as Alertmanager computes it (prometheus/common `LabelSet.Fingerprint`):
 * FNV-1a 64 over name, 0xFF, value, 0xFF in byte order of the names; 16 hex digits.
 */
export function fingerprintOf(labels: Labels): string {
  let hash = FNV_OFFSET;
  const add = (byte: number) => {
    hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK_64;
  };
  for (const [name, value] of sortedLabels(labels)) {
    utf8.encode(name).forEach(add);
    add(SEPARATOR);
    utf8.encode(value).forEach(add);
    add(SEPARATOR);
  }
  return hash.toString(16).padStart(16, '0');
}

/** `{alertname="X",tenant="t"}`: Go-quoted, in byte order of the names. */
export function printLabels(labels: Labels): string {
  return `{${sortedLabels(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;
}

/** The pairs that all of the given sets share. */
export function commonLabels(sets: readonly Labels[]): Labels {
  const [first, ...rest] = sets;
  if (!first) return {};
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((set) => set[name] === value)));
}

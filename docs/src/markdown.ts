/** A generated page: title, where it comes from, then its lines. */
export function page(title: string, source: string, ...lines: string[]): string {
  return [
    `# ${title}`,
    '',
    `<!-- Generated from ${source} by \`npm run gen\`; do not edit. -->`,
    '',
    ...lines,
    '',
  ].join('\n');
}

/** A Markdown table; pipes in cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The `sh` blocks of a page that are marked `<!-- run -->`, in order. */
export function blocksToRun(markdown: string): string[] {
  return [...markdown.matchAll(/<!-- run -->\n```sh\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
}

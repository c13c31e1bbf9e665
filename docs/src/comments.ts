import type { DescFile } from '@bufbuild/protobuf';

/** Looks up leading comments of one .proto file by the path of `SourceCodeInfo`. */
export type Comments = (path: readonly number[]) => string;

/** Comments of a file whose image was built with source info. */
export function commentsOf(file: DescFile): Comments {
  const byPath = new Map<string, string>();
  for (const location of file.proto.sourceCodeInfo?.location ?? []) {
    const text = location.leadingComments.trim().replace(/\n /g, '\n');
    if (text) byPath.set(location.path.join('.'), text);
  }
  return (path) => byPath.get(path.join('.')) ?? '';
}

/** Field numbers of `FileDescriptorProto` and its parts, as they appear in comment paths. */
export const MESSAGE = 4;
export const NESTED_MESSAGE = 3;
export const FIELD = 2;
export const SERVICE = 6;
export const METHOD = 2;

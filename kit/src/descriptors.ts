import { existsSync, readFileSync } from 'node:fs';
import {
  createFileRegistry,
  type DescFile,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** Beside a bundle; else where the generator put it. */
const PLACES = ['./image.binpb', '../../proto/gen/image.binpb'];

let bytes: Buffer | undefined;
let files: FileRegistry | undefined;

/** The descriptors of every proto file, a `google.protobuf.FileDescriptorSet`. */
export function descriptorImage(): Buffer {
  if (bytes) return bytes;
  const urls = PLACES.map((place) => new URL(place, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  if (!found)
    throw new Error(
      `the descriptor image is missing; looked at ${urls.map((u) => u.pathname).join(', ')}; run \`npm run gen\``,
    );
  bytes = readFileSync(found);
  return bytes;
}

/** The same, ready to ask. Read at the first call (about 20 ms). */
export function descriptorRegistry(): FileRegistry {
  files ??= createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorImage()));
  return files;
}

/** The descriptor of a message by its full name; throws when there is none. */
export function messageDescriptor(typeName: string): DescMessage {
  const found = descriptorRegistry().getMessage(typeName);
  if (!found) throw new Error(`there is no message ${typeName}`);
  return found;
}

/** The file that declares `symbol`: a message, enum, service, method, field or enum value by its full name. */
export function fileOfSymbol(symbol: string): DescFile | undefined {
  const registry = descriptorRegistry();
  const direct = registry.get(symbol);
  if (direct) return direct.file;
  const parent = registry.get(symbol.slice(0, symbol.lastIndexOf('.')));
  const last = symbol.slice(symbol.lastIndexOf('.') + 1);
  if (!parent) return undefined;
  const names = {
    service: () => parent.kind === 'service' && parent.methods.some((m) => m.name === last),
    message: () => parent.kind === 'message' && parent.members.some((m) => m.name === last),
    enum: () => parent.kind === 'enum' && parent.values.some((v) => v.name === last),
    extension: () => false,
  };
  return names[parent.kind]() ? parent.file : undefined;
}

/** A file and all files that it needs, itself first, each as `google.protobuf.FileDescriptorProto` bytes. */
export function fileWithDependencies(file: DescFile): Uint8Array[] {
  const all = new Set<DescFile>();
  const add = (f: DescFile) => {
    if (all.has(f)) return;
    all.add(f);
    f.dependencies.forEach(add);
  };
  add(file);
  return [...all].map((f) => toBinary(FileDescriptorProtoSchema, f.proto));
}

/** A file by its path: `solveig/solver/v1/job.proto`. */
export function fileByName(path: string): DescFile | undefined {
  return descriptorRegistry().getFile(path.replace(/\.proto$/, ''));
}

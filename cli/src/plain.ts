import { writeJson } from '@solveig/kit/json-reader';

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
}

/** A message as plain JSON in proto field names, as REST answers it. */
export function plainOf<T>(codec: Codec<T>, typeName: string, message: T): unknown {
  return writeJson(typeName, codec.encode(message).finish());
}

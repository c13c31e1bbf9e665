import {
  ServerReflectionService as ReflectionV1,
  type ServerReflectionRequest as Request,
  type ServerReflectionResponse as Response,
} from '@solveig/proto/gen/grpc/reflection/v1/reflection';
import { ServerReflectionService as ReflectionV1Alpha } from '@solveig/proto/gen/grpc/reflection/v1alpha/reflection';
import { fileByName, fileOfSymbol, fileWithDependencies } from './descriptors.ts';
import { GRPC_CODES } from './errors.ts';
import type { RpcService } from './rpc-types.ts';

const OWN_NAMES = [
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
];

/**
 * `grpc.reflection` v1 and v1alpha over the descriptor image, each file with all its dependencies. The library of this name
 * drops dependency lists, on which Go clients fail.
 */
export function reflectionServices(names: readonly string[]): RpcService[] {
  const listed = [...names, ...OWN_NAMES].sort();
  const handler = async function* (requests: AsyncIterable<Request>): AsyncIterable<Response> {
    for await (const request of requests) yield answer(request, listed);
  };
  const handlers = { serverReflectionInfo: handler } as unknown as RpcService['handlers'];
  return [ReflectionV1, ReflectionV1Alpha].map((definition) => ({ definition, handlers, isInfrastructure: true }));
}

function answer(request: Request, listed: readonly string[]): Response {
  return {
    validHost: request.host,
    originalRequest: request,
    messageResponse: responseTo(request.messageRequest, listed),
  };
}

function responseTo(asked: Request['messageRequest'], listed: readonly string[]): Response['messageResponse'] {
  switch (asked?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: listed.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(fileByName(asked.value), asked.value);
    case 'fileContainingSymbol':
      return files(fileOfSymbol(asked.value), asked.value);
    case 'allExtensionNumbersOfType':
      return { $case: 'allExtensionNumbersResponse', value: { baseTypeName: asked.value, extensionNumber: [] } };
    default:
      return refusal('NOT_FOUND', 'no such extension');
  }
}

function files(file: ReturnType<typeof fileByName>, name: string): Response['messageResponse'] {
  if (!file) return refusal('NOT_FOUND', `nothing here is called ${name}`);
  return {
    $case: 'fileDescriptorResponse',
    value: { fileDescriptorProto: fileWithDependencies(file).map((b) => Buffer.from(b)) },
  };
}

function refusal(code: 'NOT_FOUND', errorMessage: string): Response['messageResponse'] {
  return { $case: 'errorResponse', value: { errorCode: GRPC_CODES[code], errorMessage } };
}

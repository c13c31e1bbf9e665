import { type DescMessage, type DescMethod, type DescService, type FileRegistry, getOption } from '@bufbuild/protobuf';
import { ERROR_REASONS } from '@solveig/kit/errors';
import { BLOB_PATHS, HEALTH_PATHS, PATH_ALIASES } from '../../services/gateway/src/rest/aliases.ts';
import { commentsOf, METHOD, SERVICE } from './comments.ts';
import { type JsonSchema, messageSchema } from './json-schema.ts';

const PREFIX = '#/components/schemas/';

/** The REST door as an OpenAPI 3.1 document, from the http options and comments of the contracts. */
export function openApiDocument(registry: FileRegistry, version: string): JsonSchema {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema() };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const service of services(registry)) {
    for (const method of service.methods) addOperation(registry, service, method, paths, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Solveig',
      version,
      summary: 'Optimization as a service that watches itself',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:7700', description: 'The local platform' }],
    security: [{ apiKey: [] }],
    paths: withAliases({ ...paths, ...blobPaths(registry, schemas), ...plainPaths() }),
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: slv_…' } },
      schemas,
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457).',
          content: { 'application/problem+json': { schema: { $ref: `${PREFIX}Problem` } } },
        },
      },
    },
  };
}

function* services(registry: FileRegistry): Iterable<DescService> {
  for (const type of registry) if (type.kind === 'service' && type.typeName.startsWith('solveig.')) yield type;
}

function addOperation(
  registry: FileRegistry,
  service: DescService,
  method: DescMethod,
  paths: Record<string, Record<string, JsonSchema>>,
  schemas: Record<string, JsonSchema>,
): void {
  const rule = getOption(method, registry.getExtension('google.api.http')!) as unknown as {
    pattern: { case?: string; value?: string };
    body: string;
  };
  const { case: verb, value: path } = rule.pattern;
  if (!verb || !path) return;
  const comment = commentsOf(service.file)([
    SERVICE,
    service.file.services.indexOf(service),
    METHOD,
    service.methods.indexOf(method),
  ]);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const isStream = method.methodKind === 'server_streaming';
  const mediaType = isStream ? 'text/event-stream' : 'application/json';
  const operation: JsonSchema = {
    operationId: `${service.name.replace(/Service$/, '')}_${method.name}`,
    tags: [service.name],
    summary: comment.split(/(?<=\.)\s/)[0],
    description: comment,
    parameters: parametersOf(method.input, inPath, rule.body === '*', schemas),
    responses: {
      '200': {
        description: isStream ? 'Server-sent events; each `data` is one message.' : 'The answer.',
        content: { [mediaType]: { schema: messageSchema(method.output, schemas, PREFIX) } },
      },
      ...(isMonitorHealth(method) ? { '503': { description: 'The same, when it is critical.' } } : {}),
      ...(method.name === 'WatchJob' ? { '204': { description: 'Last-Event-ID is the last event of all.' } } : {}),
      ...(method.name === 'SubmitJob' ? { '202': acceptedResponse(method, schemas) } : {}),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
  if (rule.body === '*') {
    operation.requestBody = {
      required: true,
      content: { 'application/json': { schema: messageSchema(method.input, schemas, PREFIX) } },
    };
  }
  paths[path] = { ...paths[path], [verb]: operation };
}

function isMonitorHealth(method: DescMethod): boolean {
  return `${method.parent.typeName}/${method.name}` === 'solveig.monitor.v1.MonitorService/Health';
}

/** The paths that the operations guides name answer as ours do. */
function withAliases(paths: Record<string, Record<string, JsonSchema>>): Record<string, Record<string, JsonSchema>> {
  const health = Object.values(HEALTH_PATHS).flatMap((all) => {
    const ours = all.find((path) => path in paths);
    return all.flatMap((path) => (ours === undefined || path === ours ? [] : [[path, ours] as const]));
  });
  const named = [...Object.entries(PATH_ALIASES), ...health].map(([alias, ours]) => [
    alias,
    aliasOf(paths[ours]!, alias, ours),
  ]);
  return { ...paths, ...Object.fromEntries(named) };
}

function aliasOf(operations: Record<string, JsonSchema>, alias: string, ours: string): Record<string, JsonSchema> {
  const suffix = alias.replaceAll(/\W+/g, '_');
  return Object.fromEntries(
    Object.entries(operations).map(([verb, operation]) => [
      verb,
      { ...operation, operationId: `${operation.operationId}${suffix}`, description: `The same as \`${ours}\`.` },
    ]),
  );
}

function acceptedResponse(method: DescMethod, schemas: Record<string, JsonSchema>): JsonSchema {
  return {
    description: 'A new job was accepted; `Location` says where it is.',
    headers: { location: { schema: { type: 'string' } } },
    content: { 'application/json': { schema: messageSchema(method.output, schemas, PREFIX) } },
  };
}

function parametersOf(
  input: DescMessage,
  inPath: readonly string[],
  hasBody: boolean,
  schemas: Record<string, JsonSchema>,
): JsonSchema[] {
  messageSchema(input, schemas, PREFIX);
  const properties = (schemas[input.name] as { properties: Record<string, JsonSchema> }).properties;
  const parameters: JsonSchema[] = [];
  for (const field of input.fields) {
    const isInPath = inPath.includes(field.name);
    if (!isInPath && hasBody) continue;
    const { description, ...schema } = properties[field.name]!;
    parameters.push({
      name: field.name,
      in: isInPath ? 'path' : 'query',
      required: isInPath,
      ...(description ? { description } : {}),
      schema,
    });
  }
  if (input.fields.some((field) => field.name === 'idempotency_key')) {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 200 },
    });
  }
  if (input.fields.some((field) => field.name === 'after_seq')) {
    parameters.push({ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } });
  }
  return parameters;
}

function problemSchema(): JsonSchema {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'reason'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      reason: { type: 'string', enum: Object.keys(ERROR_REASONS) },
      domain: { type: 'string' },
      metadata: { type: 'object', additionalProperties: { type: 'string' } },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            field: { type: 'string' },
            reason: { type: 'string' },
            description: { type: 'string' },
            hint: { type: 'string' },
          },
        },
      },
      trace_id: { type: 'string' },
      retry_after_seconds: { type: 'integer' },
    },
  };
}

/** Bytes that stream: what no method's JSON can carry. */
function blobPaths(
  registry: FileRegistry,
  schemas: Record<string, JsonSchema>,
): Record<string, Record<string, JsonSchema>> {
  const bytes = { 'application/octet-stream': { schema: {} } };
  const problem = { default: { $ref: '#/components/responses/Problem' } };
  const validate = registry.getMessage('solveig.solver.v1.ValidateRequest');
  if (!validate) throw new Error('the descriptor image lacks ValidateRequest');
  const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
  const stored = {
    type: 'object',
    required: ['blob_id', 'size_bytes', 'sha256', 'expires_at'],
    properties: {
      blob_id: { ...sha256, description: 'The SHA-256 of the bytes, lower-case hex.' },
      size_bytes: { type: 'integer' },
      sha256,
      expires_at: { type: 'string', format: 'date-time' },
    },
  };
  return {
    [BLOB_PATHS.all]: {
      post: {
        operationId: 'Blob_Upload',
        tags: ['BlobService'],
        summary: 'Stores bytes.',
        description:
          'Stores bytes as they come, at most 100 MB: an encoded `Problem` for `problem_blob_id`. A problem in JSON is stored encoded.',
        parameters: [
          {
            name: 'sha256',
            in: 'query',
            required: false,
            description: 'SHA-256 of the bytes, lower-case hex; checked when given.',
            schema: sha256,
          },
        ],
        requestBody: {
          required: true,
          content: { ...bytes, 'application/json': { schema: messageSchema(validate, schemas, PREFIX) } },
        },
        responses: {
          '201': {
            description: 'It is stored; `Location` says where.',
            headers: { location: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: stored } },
          },
          ...problem,
        },
      },
    },
    [BLOB_PATHS.one]: {
      get: {
        operationId: 'Blob_Download',
        tags: ['BlobService'],
        summary: 'Gives the bytes of a blob back.',
        parameters: [{ name: 'blob_id', in: 'path', required: true, schema: sha256 }],
        responses: { '200': { description: 'The bytes.', content: bytes }, ...problem },
      },
    },
  };
}

/** Health, metrics and documents: plain HTTP, not gRPC methods. */
function plainPaths(): Record<string, JsonSchema> {
  const json = { content: { 'application/json': { schema: { type: 'object' } } } };
  const get = (summary: string, isPublic: boolean, codes: Record<string, JsonSchema>): JsonSchema => ({
    get: {
      operationId: summary.replaceAll(/\W+(\w)/g, (_, c: string) => c.toUpperCase()),
      summary,
      tags: ['Health'],
      ...(isPublic ? { security: [] } : {}),
      responses: codes,
    },
  });
  const critical = { '503': { description: 'Nothing can be solved now.', ...json } };
  return {
    '/health': get('Liveness', true, { '200': { description: 'The gateway runs.', ...json } }),
    '/api/v1/health': get('Health in one word', true, {
      '200': { description: 'healthy or degraded', ...json },
      ...critical,
    }),
    '/api/v1/health/ready': get('Readiness', true, { '200': { description: 'Ready.', ...json }, ...critical }),
    '/api/v1/health/detailed': get('Health of every service', false, {
      '200': { description: 'In detail.', ...json },
      ...critical,
    }),
    '/metrics': get('Prometheus metrics', false, {
      '200': {
        description: 'OpenMetrics text.',
        content: { 'application/openmetrics-text': { schema: { type: 'string' } } },
      },
    }),
  };
}

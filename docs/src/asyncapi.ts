import type { FileRegistry } from '@bufbuild/protobuf';
import { COMMANDS, SUBJECTS, type SubjectKey } from '@solveig/proto/subjects';
import { type JsonSchema, messageSchema, schemaName } from './json-schema.ts';

const PREFIX = '#/components/schemas/';

/** The events as an AsyncAPI 3.0 document, from the table of subjects and the contracts. */
export function asyncApiDocument(registry: FileRegistry, version: string): JsonSchema {
  const schemas: Record<string, JsonSchema> = {};
  const messages: Record<string, JsonSchema> = {};
  const channels: Record<string, JsonSchema> = {};
  const operations: Record<string, JsonSchema> = {};
  for (const [key, spec] of Object.entries(SUBJECTS) as [SubjectKey, (typeof SUBJECTS)[SubjectKey]][]) {
    const message = registry.getMessage(spec.messageName);
    if (!message) throw new Error(`${key}: the contracts have no message ${spec.messageName}`);
    const name = schemaName(message);
    messages[name] = {
      name: spec.type,
      title: spec.summary,
      contentType: 'application/json',
      headers: { $ref: `${PREFIX}CloudEventHeaders` },
      payload: messageSchema(message, schemas, PREFIX),
    };
    channels[key] = {
      address: spec.template,
      summary: spec.summary,
      parameters: parametersOf(spec.template),
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
    };
    operations[`on_${key}`] = {
      action: 'send',
      channel: { $ref: `#/channels/${key}` },
      summary: `${spec.publisher} says: ${spec.summary}`,
      messages: [{ $ref: `#/channels/${key}/messages/${name}` }],
    };
  }
  for (const [key, spec] of Object.entries(COMMANDS)) {
    const message = (fullName: string) => {
      const found = registry.getMessage(fullName);
      if (!found) throw new Error(`${key}: the contracts have no message ${fullName}`);
      const name = schemaName(found);
      messages[name] = { name, contentType: 'application/json', payload: messageSchema(found, schemas, PREFIX) };
      return { [name]: { $ref: `#/components/messages/${name}` } };
    };
    // The answer goes to the inbox of who asked.
    channels[key] = { address: spec.subject, summary: spec.summary, messages: message(spec.requestName) };
    channels[`${key}_answer`] = { address: null, messages: message(spec.answerName) };
    operations[`ask_${key}`] = {
      action: 'receive',
      channel: { $ref: `#/channels/${key}` },
      summary: `${spec.answeredBy} hears: ${spec.summary}`,
      reply: { channel: { $ref: `#/channels/${key}_answer` } },
    };
  }
  schemas.CloudEventHeaders = cloudEventHeaders();
  return {
    asyncapi: '3.0.0',
    info: { title: 'Solveig events', version, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    servers: { local: { host: '127.0.0.1:7702', protocol: 'nats', description: 'The local platform; user "reader".' } },
    channels,
    operations,
    components: { messages, schemas },
  };
}

function parametersOf(template: string): JsonSchema {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, { description: `The ${name} token: [A-Za-z0-9_-]+` }]));
}

/** CloudEvents 1.0, NATS binding, binary mode. */
function cloudEventHeaders(): JsonSchema {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['ce-id', 'ce-source', 'ce-type', 'ce-specversion'],
    properties: {
      'ce-id': text,
      'ce-source': text,
      'ce-type': text,
      'ce-specversion': { const: '1.0' },
      'ce-time': { type: 'string', format: 'date-time' },
      'ce-subject': text,
      'ce-dataschema': text,
      traceparent: text,
      'Nats-Msg-Id': text,
    },
  };
}

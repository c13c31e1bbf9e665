/**
 * Writes the reference pages and API documents, each from its one source.
 * Usage: generate.ts OUT_DIRECTORY DESCRIPTOR_IMAGE_WITH_COMMENTS
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { asyncApiDocument } from './asyncapi.ts';
import { errorsPage } from './errors-page.ts';
import { metricsPage } from './metrics-page.ts';
import { openApiDocument } from './openapi.ts';
import { settingsPage } from './settings-page.ts';
import { subjectsPage } from './subjects-page.ts';

const [out, image] = process.argv.slice(2);
if (!out || !image) throw new Error('usage: generate.ts OUT_DIRECTORY DESCRIPTOR_IMAGE');

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const json = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

const pages: Record<string, string> = {
  'openapi.json': json(openApiDocument(registry, version)),
  'asyncapi.json': json(asyncApiDocument(registry, version)),
  'subjects.md': subjectsPage(),
  'errors.md': errorsPage(),
  'settings.md': await settingsPage(),
  'metrics.md': await metricsPage(),
};

mkdirSync(out, { recursive: true });
for (const [name, text] of Object.entries(pages)) writeFileSync(join(out, name), text);

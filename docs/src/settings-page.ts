import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSettings, type SettingsSchema } from '@solveig/kit/config';
import { page, table } from './markdown.ts';

const SERVICES = new URL('../../services/', import.meta.url);

/** docs/reference/settings.md: every schema that a service's config.ts exports. */
export async function settingsPage(): Promise<string> {
  const sections: string[] = [];
  for (const service of readdirSync(fileURLToPath(SERVICES)).sort()) {
    const schema = await schemaOf(service);
    if (!schema) continue;
    const rows = describeSettings(schema).map((row) => [
      `\`${row.env}\``,
      row.kind,
      row.default === '' ? '' : `\`${row.default}\``,
      row.range,
      row.required,
      row.guideName ? `\`${row.guideName}\`` : '',
      row.doc,
    ]);
    sections.push(
      `## ${service}`,
      '',
      table(['Setting', 'Kind', 'Default', 'Range', 'Required', "Guides' name", 'Meaning'], rows),
      '',
    );
  }
  return page(
    'Settings',
    'services/*/src/config.ts',
    'All settings come from the environment and are checked together when a service starts; `npx solveig config check`',
    'reports every fault at once. Secrets are never printed.',
    '',
    ...sections,
  );
}

async function schemaOf(service: string): Promise<SettingsSchema<unknown> | undefined> {
  const config = new URL(`${service}/src/config.ts`, SERVICES);
  if (!existsSync(fileURLToPath(config))) return undefined;
  const module = (await import(config.href)) as Record<string, unknown>;
  return Object.values(module).find(isSchema);
}

function isSchema(value: unknown): value is SettingsSchema<unknown> {
  return typeof value === 'object' && value !== null && 'service' in value && 'specs' in value;
}

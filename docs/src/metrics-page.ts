import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { page, table } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface MetricDeclaration {
  readonly type: string;
  readonly name: string;
  readonly help: string;
  readonly labels: string;
}

/** docs/reference/metrics.md: every metric that is declared in the code, found where it is declared. */
export async function metricsPage(): Promise<string> {
  const services = readdirSync(join(ROOT, 'services')).sort();
  const sections = [section('every service', declarations(join(ROOT, 'kit/src')))];
  for (const service of services) {
    const found = declarations(join(ROOT, 'services', service, 'src'));
    if (found.length > 0) sections.push(section(service, found));
  }
  return page(
    'Metrics',
    'the declarations in kit/src and services/*/src',
    'Each service shows them at `/metrics` on its ops address (OpenMetrics, with trace exemplars). All carry the label',
    '`service`; process and Node metrics of prom-client (`process_*`, `nodejs_*`) come on top.',
    '',
    ...sections.flat(),
  );
}

function section(title: string, found: readonly MetricDeclaration[]): string[] {
  const rows = found.map((metric) => [`\`${metric.name}\``, metric.type, metric.labels, metric.help]);
  return [`## ${title}`, '', table(['Metric', 'Type', 'Labels', 'Meaning'], rows), ''];
}

function declarations(dir: string): MetricDeclaration[] {
  const found = sources(dir).flatMap((file) => parse(readFileSync(file, 'utf8')));
  const byName = new Map(found.map((metric) => [metric.name, metric]));
  return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.ts$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** Declarations of one file: `….counter({ name: '…', help: '…', labels: […] })`. */
function parse(text: string): MetricDeclaration[] {
  const calls = [...text.matchAll(/\.(counter|gauge|histogram)\(\s*\{([\s\S]*?)\}\s*,?\s*\)/g)];
  return calls.flatMap(([, type, body = '']) => {
    const name = /\bname:\s*'([^']+)'/.exec(body)?.[1];
    const help = /\bhelp:\s*(?:'([^']+)'|"([^"]+)"|`([^`]+)`)/.exec(body);
    if (!name || !help) return [];
    const labels = [...(/\blabels:\s*\[([^\]]*)\]/.exec(body)?.[1] ?? '').matchAll(/'([^']+)'/g)]
      .map((m) => m[1])
      .join(', ');
    return [{ type: type!, name, help: help[1] ?? help[2] ?? help[3]!, labels }];
  });
}

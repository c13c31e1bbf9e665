import type { SettingSpec } from './setting-specs.ts';

export { type SettingSpec, setting } from './setting-specs.ts';
export { databaseSettings, pageSettings, serviceSettings, sharedSettings } from './shared-settings.ts';

type Specs = Record<string, SettingSpec>;

/** The values that a set of specs gives. */
export type InferSettings<T extends Specs> = { readonly [K in keyof T]: T[K] extends SettingSpec<infer V> ? V : never };

/** All settings of one service. */
export interface SettingsSchema<S> {
  readonly service: string;
  readonly specs: Specs;
  /** Carries the type of the values; never set. */
  readonly settings?: S;
}

/** Something wrong with one setting. */
export interface ConfigFault {
  env: string;
  /** Completes "NAME ...". */
  problem: string;
  /** What the setting is and which values it takes, or how to make one. */
  hint: string;
}

/** Every fault of the environment at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly service: string;
  readonly faults: readonly ConfigFault[];

  constructor(service: string, faults: readonly ConfigFault[]) {
    const lines = faults.map((f) => `  ${f.env} ${f.problem}. ${f.hint}`);
    super(`${service}: ${faults.length} setting${faults.length === 1 ? ' is' : 's are'} wrong\n${lines.join('\n')}`);
    this.service = service;
    this.faults = faults;
  }
}

/** A row of `docs/reference/settings.md`. */
export interface SettingRow {
  service: string;
  key: string;
  env: string;
  kind: string;
  default: string;
  range: string;
  required: string;
  guideName: string;
  doc: string;
}

/** Declares the settings of a service: key -> spec. */
export function defineSettings<const T extends Specs>(service: string, specs: T): SettingsSchema<InferSettings<T>> {
  return { service, specs };
}

/** Reads all settings from `env`; throws one `ConfigError` with every fault. An empty variable counts as not set. */
export function loadSettings<S>(schema: SettingsSchema<S>, env: NodeJS.ProcessEnv): S {
  const isProduction = env.SOLVEIG_ENVIRONMENT === 'production';
  const faults: ConfigFault[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(schema.specs)) {
    const outcome = readOne(spec, env[spec.env] ?? '', isProduction);
    if ('fault' in outcome) faults.push({ env: spec.env, ...outcome.fault });
    else values[key] = outcome.value;
  }
  faults.push(...faultsOfOrder(schema.specs, values, env));
  if (faults.length > 0) throw new ConfigError(schema.service, faults);
  return values as S;
}

/** Numbers that were set above another which bounds them. A default above it is no fault: whoever uses it takes the lower. */
function faultsOfOrder(specs: Specs, values: Record<string, unknown>, env: NodeJS.ProcessEnv): ConfigFault[] {
  const settingOf = (name: string) => values[Object.keys(specs).find((key) => specs[key]?.env === name) ?? ''];
  return Object.entries(specs).flatMap(([key, spec]) => {
    const value = values[key];
    if (spec.notAbove === undefined || !env[spec.env] || typeof value !== 'number') return [];
    const bound = settingOf(spec.notAbove);
    if (typeof bound !== 'number' || value <= bound) return [];
    return [{ env: spec.env, problem: `must not be above ${spec.notAbove}: ${value} > ${bound}`, hint: hintOf(spec) }];
  });
}

type Outcome = { value: unknown } | { fault: { problem: string; hint: string } };

function readOne(spec: SettingSpec, text: string, isProduction: boolean): Outcome {
  const hint = hintOf(spec);
  if (text === '') {
    if (spec.required === true || (spec.required === 'production' && isProduction)) {
      return { fault: { problem: spec.required === true ? 'is missing' : 'is missing; production needs it', hint } };
    }
    return { value: spec.default };
  }
  if (spec.forbidden && isProduction) return { fault: { problem: 'may not be set in production', hint } };
  if (spec.secret && isProduction) {
    const weakness = weaknessOf(text, spec.default);
    if (weakness) return { fault: { problem: weakness, hint: 'Make one with `openssl rand -base64 32`' } };
  }
  const password = isProduction ? passwordIn(text) : '';
  if (password !== '') {
    const weakness = weaknessOf(password, undefined);
    if (weakness) {
      const problem = `has a password that ${weakness}`;
      return { fault: { problem, hint: 'Make one with `openssl rand -hex 24`' } };
    }
  }
  try {
    return { value: spec.read(text) };
  } catch (error) {
    return { fault: { problem: (error as Error).message, hint } };
  }
}

const WELL_KNOWN =
  /^(password|passwd|secret|changeme|change-me|default|admin|root|test|letmein|qwerty|solveig|postgres|12345678)/i;

function hintOf(spec: SettingSpec): string {
  return `${spec.doc.replace(/\.$/, '')} (${spec.kind}${rangeOf(spec) ? `, ${rangeOf(spec)}` : ''})`;
}

/** The password of a URL; empty where there is none. */
function passwordIn(text: string): string {
  return URL.canParse(text) ? new URL(text).password : '';
}

/** Why a secret is too weak for production; undefined when it is not. */
function weaknessOf(text: string, defaultValue: unknown): string | undefined {
  if (text === defaultValue) return 'is left at its default';
  if (WELL_KNOWN.test(text)) return 'begins with a well-known word';
  if (text.length < 16) return `is too short for production: ${text.length} characters, at least 16`;
  return new Set(text).size < 8 ? 'repeats too few characters' : undefined;
}

/** Rows for the reference page and `config check`; no value of the environment is in them. */
export function describeSettings<S>(schema: SettingsSchema<S>): SettingRow[] {
  return Object.entries(schema.specs).map(([key, spec]) => ({
    service: schema.service,
    key,
    env: spec.env,
    kind: spec.kind,
    default: spec.defaultText ?? (spec.default === undefined || spec.secret ? '' : String(spec.default)),
    range: rangeOf(spec),
    required: spec.required === true ? 'always' : (spec.required ?? ''),
    guideName: spec.guideName ?? '',
    doc: spec.doc,
  }));
}

function rangeOf(spec: SettingSpec): string {
  return [boundsOf(spec), spec.notAbove && `not above ${spec.notAbove}`].filter(Boolean).join(', ');
}

function boundsOf({ min, max }: SettingSpec): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `at least ${min}`;
  return max === undefined ? '' : `at most ${max}`;
}

/** `env=value` lines with secrets masked, for `config check` and the first log line. */
export function printableSettings<S>(schema: SettingsSchema<S>, settings: S): Record<string, string> {
  const values = settings as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(schema.specs).map(([key, spec]) => [spec.env, printable(spec, values[key])]),
  );
}

function printable(spec: SettingSpec, value: unknown): string {
  if (value === undefined) return '(not set)';
  if (spec.secret) return '(set)';
  const text = String(value);
  return spec.kind.endsWith('url') ? text.replace(/\/\/([^:@/]+):[^@/]*@/, '//$1:***@') : text;
}

import { SolveigError } from '@solveig/kit/errors';
import { isUuid } from '@solveig/kit/ids';
import { type PageSizes, pageSizeOf } from '@solveig/kit/page-size';
import { implement, type RpcService } from '@solveig/kit/rpc-server';
import {
  type DashboardResponse,
  type ListAlertsRequest,
  type ListAlertsResponse,
  MonitorServiceService,
} from '@solveig/proto/gen/solveig/monitor/v1/monitor';
import type { AlertStatus } from '#domain/alert';
import { type HealthSources, readHealth } from '../health-report.ts';
import { type AlertCursor, listAlerts } from '../store/alerts.ts';
import { readMedians } from '../store/baselines.ts';
import { FINE_UP_TO_MS, readTemplates } from '../store/rollups.ts';
import { healthResponseOf, templateRowOf, wireAlertOf } from './monitor-codec.ts';

const DEFAULT_WINDOW_MINUTES = 60;
const MAX_WINDOW_MINUTES = 1_440;
const MAX_TEMPLATE_ROWS = 500;
const MAX_FIRING_ROWS = 100;

export interface MonitorServiceParts extends HealthSources {
  pages: PageSizes;
}

/** What is normal, what is not, and how healthy the platform is. Health is the platform's, its alerts and the rest are the tenant's own. */
export function monitorService(sources: MonitorServiceParts): RpcService {
  return implement(MonitorServiceService, {
    health: async (_request, { tenant }) => healthResponseOf(await readHealth(sources, tenant)),
    dashboard: async (request, { tenant }) => readDashboard(sources, tenant, windowOf(request.windowMinutes)),
    listAlerts: async (request, { tenant }) => readAlerts(sources, tenant, request),
  });
}

function windowOf(minutes: number): number {
  if (minutes === 0) return DEFAULT_WINDOW_MINUTES;
  if (minutes >= 1 && minutes <= MAX_WINDOW_MINUTES) return minutes;
  throw invalid(
    'window_minutes',
    'OUT_OF_RANGE',
    `${minutes} is not from 1 to ${MAX_WINDOW_MINUTES}`,
    'leave it out for an hour',
  );
}

async function readDashboard({ db }: HealthSources, tenant: string, windowMinutes: number): Promise<DashboardResponse> {
  const nowMs = Date.now();
  const windowMs = windowMinutes * 60_000;
  const [templates, medians, firing] = await Promise.all([
    readTemplates(db, tenant, {
      sinceMs: nowMs - windowMs,
      isFine: windowMs <= FINE_UP_TO_MS,
      limit: MAX_TEMPLATE_ROWS,
    }),
    readMedians(db, tenant),
    listAlerts(db, tenant, { status: 'firing', after: undefined, limit: MAX_FIRING_ROWS }),
  ]);
  const keyOf = (kind: string, templateId: string) => `${kind}|${templateId}`;
  const byTemplate = new Map(medians.map((m) => [keyOf(m.kind, m.template_id), m]));
  return {
    at: new Date(nowMs),
    windowMinutes,
    templates: templates.map((t) => templateRowOf(t, byTemplate.get(keyOf(t.kind, t.templateId)))),
    firing: firing.map(wireAlertOf),
  };
}

async function readAlerts(
  { db, pages }: MonitorServiceParts,
  tenant: string,
  request: ListAlertsRequest,
): Promise<ListAlertsResponse> {
  const limit = pageSizeOf(request.pageSize, pages);
  const status = statusOf(request.status);
  const found = await listAlerts(db, tenant, { status, after: readToken(request.pageToken), limit: limit + 1 });
  const alerts = found.slice(0, limit);
  const last = alerts.at(-1);
  return {
    alerts: alerts.map(wireAlertOf),
    nextPageToken: found.length > limit && last ? writeToken(last) : '',
  };
}

function statusOf(status: string): AlertStatus | undefined {
  if (status === '') return undefined;
  if (status === 'firing' || status === 'resolved') return status;
  throw invalid(
    'status',
    'UNKNOWN_VALUE',
    `"${status}" is not a status`,
    'say firing or resolved, or leave it out for both',
  );
}

function writeToken(alert: AlertCursor): string {
  return Buffer.from(`${alert.startedAtMs}/${alert.id}`).toString('base64url');
}

function readToken(token: string): AlertCursor | undefined {
  if (token === '') return undefined;
  const [at, id = ''] = Buffer.from(token, 'base64url').toString('utf8').split('/');
  const startedAtMs = Number(at);
  if (Number.isSafeInteger(startedAtMs) && Math.abs(startedAtMs) < 8.64e15 && isUuid(id)) return { startedAtMs, id };
  throw invalid('page_token', 'MALFORMED', 'it is not a token of this list', 'pass on next_page_token as it came');
}

function invalid(path: string, reason: string, message: string, hint: string): SolveigError {
  return new SolveigError('INVALID_REQUEST', `${path}: ${message}`, { violations: [{ path, reason, message, hint }] });
}

import type { Db } from '@solveig/kit/db';
import { SolveigError, type Violation } from '@solveig/kit/errors';
import { isUuid } from '@solveig/kit/ids';
import { type ApiKey, IdentityServiceService, Role } from '@solveig/proto/gen/solveig/gateway/v1/gateway';
import type { ApiKeyRow } from '#domain/api-key';
import { ROLE_PERMISSIONS } from '#domain/permissions';
import type { Backend } from '../backend.ts';
import { makeKey } from '../identity/make-key.ts';
import { localBackend } from '../local-backend.ts';
import { insertApiKey, listApiKeys, revokeApiKey } from '../store/api-keys.ts';

const TO_WIRE: Readonly<Record<ApiKeyRow['role'], Role>> = {
  viewer: Role.ROLE_VIEWER,
  solver: Role.ROLE_SOLVER,
  operator: Role.ROLE_OPERATOR,
  admin: Role.ROLE_ADMIN,
};
const FROM_WIRE = new Map(Object.entries(TO_WIRE).map(([role, wire]) => [wire, role as ApiKeyRow['role']]));

/** IdentityService, answered by the gateway itself. */
export function identityBackend(db: Db): Backend {
  return localBackend(IdentityServiceService, {
    async whoAmI(_request, { caller }) {
      const role = caller.role ?? 'viewer';
      return {
        tenant: caller.tenant,
        subject: caller.subject,
        role: TO_WIRE[role],
        permissions: [...ROLE_PERMISSIONS[role]],
      };
    },
    async createApiKey(request, { caller }) {
      const role = FROM_WIRE.get(request.role);
      const violations = violationsOf(request.name, role, request.expiresAfterSeconds);
      if (violations.length > 0 || !role) {
        throw new SolveigError('INVALID_REQUEST', `${violations.length} fields are wrong`, { violations });
      }
      const { row, secret } = makeKey({
        tenant: caller.tenant,
        name: request.name.trim(),
        role,
        expiresAfterSeconds: request.expiresAfterSeconds,
      });
      return { key: toWire(await insertApiKey(db, row)), secret };
    },
    async listApiKeys(_request, { caller }) {
      return { keys: (await listApiKeys(db, caller.tenant)).map(toWire) };
    },
    async revokeApiKey(request, { caller }) {
      const row = isUuid(request.keyId) ? await revokeApiKey(db, caller.tenant, request.keyId) : undefined;
      if (!row) throw new SolveigError('NOT_FOUND', `there is no API key ${request.keyId}`);
      return { key: toWire(row) };
    },
  });
}

function violationsOf(name: string, role: string | undefined, expires: number | undefined): Violation[] {
  const violations: Violation[] = [];
  const length = name.trim().length;
  if (length < 1 || length > 100) {
    violations.push({
      path: 'name',
      reason: 'OUT_OF_RANGE',
      message: `the name has ${length} characters`,
      hint: 'Give it 1 to 100 characters that tell who uses the key.',
    });
  }
  if (role === undefined) {
    violations.push({
      path: 'role',
      reason: 'REQUIRED',
      message: 'the role is missing',
      hint: 'One of ROLE_VIEWER, ROLE_SOLVER, ROLE_OPERATOR, ROLE_ADMIN.',
    });
  }
  if (expires !== undefined && expires < 1) {
    violations.push({
      path: 'expires_after_seconds',
      reason: 'OUT_OF_RANGE',
      message: `${expires} is not in the future`,
      hint: 'Give seconds from now, or leave it out for a key that does not expire.',
    });
  }
  return violations;
}

function toWire(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: `slv_${row.prefix}`,
    role: TO_WIRE[row.role],
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? undefined,
    lastUsedAt: row.lastUsedAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
  };
}

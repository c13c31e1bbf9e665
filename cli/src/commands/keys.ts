import {
  CreateApiKeyResponse,
  IdentityServiceService,
  ListApiKeysResponse,
  Role,
} from '@solveig/proto/gen/solveig/gateway/v1/gateway';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { nameOf, print, readDuration, table, word } from '../print.ts';

const ROLES: Readonly<Record<string, Role>> = {
  viewer: Role.ROLE_VIEWER,
  solver: Role.ROLE_SOLVER,
  operator: Role.ROLE_OPERATOR,
  admin: Role.ROLE_ADMIN,
};

/** `solveig keys` */
export async function listKeys(options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const response = await client(IdentityServiceService).listApiKeys({}, { metadata });
    print(options.json, plainOf(ListApiKeysResponse, 'solveig.gateway.v1.ListApiKeysResponse', response), () =>
      table(
        ['id', 'name', 'begins with', 'role', 'state', 'last used'],
        response.keys.map((key) => [
          key.id,
          key.name,
          key.prefix,
          word(nameOf(Role, key.role), 'ROLE_'),
          key.revokedAt ? 'revoked' : key.expiresAt && key.expiresAt < new Date() ? 'expired' : 'valid',
          key.lastUsedAt?.toISOString().slice(0, 16).replace('T', ' ') ?? 'never',
        ]),
      ),
    );
  });
}

/** `solveig keys create NAME` */
export async function createKey(
  name: string,
  options: GlobalOptions & { role: string; expires?: string },
): Promise<void> {
  const role = ROLES[options.role];
  if (role === undefined) throw new UsageError(`--role ${options.role}: one of ${Object.keys(ROLES).join(', ')}`);
  const seconds = options.expires === undefined ? undefined : readDuration(options.expires);
  if (options.expires !== undefined && seconds === undefined) {
    throw new UsageError(`--expires ${options.expires}: for example 12h or 30d`);
  }
  await withGateway(options, async ({ client, metadata }) => {
    const response = await client(IdentityServiceService).createApiKey(
      { name, role, expiresAfterSeconds: seconds === undefined ? undefined : Math.round(seconds) },
      { metadata },
    );
    print(
      options.json,
      plainOf(CreateApiKeyResponse, 'solveig.gateway.v1.CreateApiKeyResponse', response),
      () => `${response.secret}\n\nThis is the only time it is shown. Id ${response.key?.id}, role ${options.role}.`,
    );
  });
}

/** `solveig keys revoke ID` */
export async function revokeKey(id: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async ({ client, metadata }) => {
    const { key } = await client(IdentityServiceService).revokeApiKey({ keyId: id }, { metadata });
    print(options.json, { revoked: key?.id }, () => `${key?.name} is revoked; it is dead everywhere within 5 s`);
  });
}

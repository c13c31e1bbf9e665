import { ERROR_REASONS } from '@solveig/kit/errors';
import { page } from './markdown.ts';

/** docs/reference/errors.md */
export function errorsPage(): string {
  const sections = Object.entries(ERROR_REASONS).flatMap(([reason, row]) => {
    const legacy = 'legacyCode' in row && row.legacyCode ? ` · legacy code \`${row.legacyCode}\`` : '';
    return [
      `## ${reason}`,
      '',
      row.summary,
      '',
      `gRPC \`${row.code}\` · HTTP ${row.http} · ${row.retryable ? 'the same request may succeed later' : 'the same request fails again'}${legacy}`,
      '',
      `**What to do:** ${row.remedy}`,
      '',
    ];
  });
  return page(
    'Errors',
    'kit/src/error-reasons.ts',
    'The closed list. Over gRPC the reason is in `google.rpc.ErrorInfo` (domain `solveig.dev`), with `BadRequest` field',
    'violations and `RetryInfo` where they apply; over REST it is the member `reason` of `application/problem+json`.',
    '',
    ...sections,
  );
}

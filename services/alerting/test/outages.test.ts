import { startTestPostgres } from '@solveig/local/testing';
import { expect, test } from 'vitest';
import { eventually, startStack } from './support/stack.ts';

test('while Postgres and NATS are killed and restarted every alert is told, and no message twice under two ids', async () => {
  await using postgres = await startTestPostgres();
  const env = { SOLVEIG_ALERTING_EMAIL_TO: '', SOLVEIG_ALERTING_SLACK_URL: '' };
  await using stack = await startStack(env, postgres);
  const { sink } = stack;
  await stack.start();
  const publish = (i: number) =>
    stack
      .publish({ id: `a${i}`, name: `Alert${i}` })
      .then(() => true)
      .catch(() => false);
  for (let i = 0; i < 40; i++) {
    if (i === 10) await postgres.kill9();
    if (i === 20) await postgres.restart();
    if (i === 25) await stack.nats.kill9();
    if (i === 28) await stack.nats.restart();
    // While NATS is away nothing can be said; a relay says it again until it is heard, and so does this.
    if (i < 25 || i >= 28) await eventually(() => publish(i), 15_000);
  }
  for (const i of [25, 26, 27]) await publish(i);
  const told = () => new Set(sink.at('/webhook').map((post) => JSON.parse(post.body).commonLabels.alertname));
  await sink.until(() => told().size === 40, 30_000);
  const idsOf = new Map<string, Set<unknown>>();
  for (const post of sink.at('/webhook')) {
    const { alertname } = JSON.parse(post.body).commonLabels;
    idsOf.set(alertname, (idsOf.get(alertname) ?? new Set()).add(post.headers['webhook-id']));
  }
  expect([...idsOf.values()].every((ids) => ids.size === 1)).toBe(true);
  await eventually(async () => {
    const [row] = await stack.query<{ open: string }>("SELECT count(*) AS open FROM delivery WHERE state <> 'sent'");
    return row?.open === '0';
  }, 15_000);
}, 90_000);

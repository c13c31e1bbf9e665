import { expect, test } from 'vitest';
import { createPoster } from '../src/net/http-post.ts';
import { urlProblem } from '../src/net/ssrf-guard.ts';
import { HttpSink } from './support/http-sink.ts';

const strict = { allowHttp: false, allowedTargets: new Set<string>() };
const never = new AbortController().signal;

test.each([
  ['http://example.com/x', /https/],
  ['ftp://example.com/x', /ftp/],
  ['https://user:secret@example.com/', /password/],
  ['https://127.0.0.1/', /not a public/],
  ['https://2130706433/', /not a public/],
  ['https://0x7f.1/', /not a public/],
  ['https://[::1]/', /not a public/],
  ['https://[::ffff:10.0.0.1]/', /not a public/],
  ['https://169.254.169.254/latest/meta-data', /not a public/],
  ['not a url', /not a URL/],
])('%s is refused before anything is resolved', (url, why) => {
  expect(urlProblem(url, strict)).toMatch(why);
});

test('an address that is not even a URL is a final failure, not a crash', async () => {
  const poster = createPoster({ url: 'nonsense', policy: strict, connections: 1, timeoutMs: 1000 });
  expect(await poster.post('{}', {}, never)).toMatchObject({ kind: 'fatal' });
});

test('a name that resolves to an address inside is refused when connecting', async () => {
  await using sink = await HttpSink.start();
  const policy = { allowHttp: true, allowedTargets: new Set<string>() };
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const poster = createPoster({
    url: `http://inside.example:${sink.port}/`,
    policy,
    connections: 1,
    timeoutMs: 1000,
    resolve,
  });
  const outcome = await poster.post('{}', {}, never);
  await poster.close();
  expect(outcome).toMatchObject({ kind: 'fatal', error: expect.stringContaining('127.0.0.1') });
  expect(sink.posts).toHaveLength(0);
});

test('one address inside among public ones is enough to refuse', async () => {
  const policy = { allowHttp: true, allowedTargets: new Set<string>() };
  const resolve = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '::ffff:192.168.0.1', family: 6 },
  ];
  const poster = createPoster({ url: 'https://mixed.example/', policy, connections: 1, timeoutMs: 1000, resolve });
  expect(await poster.post('{}', {}, never)).toMatchObject({ kind: 'fatal' });
  await poster.close();
});

test('the connection goes to the address that was checked, and the name is resolved once', async () => {
  await using sink = await HttpSink.start();
  const target = `rebinding.example:${sink.port}`;
  const policy = { allowHttp: false, allowedTargets: new Set([target]) };
  let resolved = 0;
  const resolve = async () => {
    resolved++;
    return [{ address: '127.0.0.1', family: 4 }];
  };
  const poster = createPoster({ url: `http://${target}/`, policy, connections: 1, timeoutMs: 1000, resolve });
  expect(await poster.post('{}', {}, never)).toEqual({ kind: 'sent' });
  await poster.close();
  expect(resolved).toBe(1);
  expect(sink.posts[0]?.headers.host).toBe(target);
});

test('an allowed target is exact: another port of the same host is refused', () => {
  const policy = { allowHttp: false, allowedTargets: new Set(['127.0.0.1:9000']) };
  expect(urlProblem('http://127.0.0.1:9000/hook', policy)).toBeUndefined();
  expect(urlProblem('http://127.0.0.1:9001/hook', policy)).toMatch(/https/);
  expect(urlProblem('https://127.0.0.1:9001/hook', policy)).toMatch(/public/);
});

// Stands in for grpcurl where it is not installed, over the `buf curl` that npm brings: the few options that the README uses.
//
//   BUF=<path of buf> node grpcurl-by-buf.mjs -plaintext [-H header]... [-d json] host:port list|service/method
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

// grpcurl's long options begin with one hyphen.
const args = process.argv.slice(2).map((arg) => (arg === '-plaintext' ? '--plaintext' : arg));
const { values, positionals } = parseArgs({
  args,
  allowPositionals: true,
  options: {
    plaintext: { type: 'boolean' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});
const [address, what] = positionals;
const call =
  what === 'list'
    ? ['--list-services', `http://${address}`]
    : [...(values.data === undefined ? [] : ['--data', values.data]), `http://${address}/${what}`];
const headers = (values.header ?? []).flatMap((header) => ['--header', header]);
const options = ['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...headers, ...call];
spawn(process.env.BUF, options, { stdio: 'inherit' }).once('close', (code) => {
  process.exitCode = code ?? 1;
});

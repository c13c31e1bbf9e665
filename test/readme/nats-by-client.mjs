// Stands in for the nats program where it is not installed: `nats --server url [--inbox-prefix p] sub subject`. It ends with the first
// message, so that a test need not wait for ever.
import { parseArgs } from 'node:util';
import { connect } from '@nats-io/transport-node';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string' }, 'inbox-prefix': { type: 'string' } },
});
const [verb, subject] = positionals;
if (verb !== 'sub' || !subject || !values.server) throw new Error('only `nats --server url sub subject` is known here');
const { username, password, host } = new URL(values.server);
const nats = await connect({
  servers: host,
  user: username,
  pass: password,
  ...(values['inbox-prefix'] ? { inboxPrefix: values['inbox-prefix'] } : {}),
});
const messages = nats.subscribe(subject, { max: 1 });
console.log(`Subscribing on ${subject}`);
for await (const message of messages) {
  console.log(`[#1] Received on "${message.subject}"`);
  for (const [name, found] of message.headers ?? []) console.log(`${name}: ${found.join()}`);
  console.log(message.string());
}
await nats.close();

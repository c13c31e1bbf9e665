/**
 * A REST client without any library: submits a job, follows its events (SSE),
 * and reads the result.
 *
 *   node examples/clients/rest-client.mjs [http://127.0.0.1:7700] [API key]
 */
import { readFileSync } from 'node:fs';

const base = process.argv[2] ?? process.env.SOLVEIG_REST_URL ?? 'http://127.0.0.1:7700';
const key = process.argv[3] ?? process.env.SOLVEIG_API_KEY ?? '';
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

const lpText = readFileSync(new URL('../diet.lp', import.meta.url), 'utf8');
const submitted = await fetch(`${base}/api/v1/jobs`, {
  method: 'POST',
  // The same key with the same body gives the same job, however often it is sent.
  headers: { ...headers, 'idempotency-key': `diet-${Date.now()}` },
  body: JSON.stringify({ problem: { linear: { lp_text: lpText } }, label: 'diet' }),
});
if (!submitted.ok) throw new Error(`${submitted.status}: ${await submitted.text()}`);
const location = submitted.headers.get('location');
console.log(`accepted ${location}`);

for await (const event of events(`${base}${location}/events`)) {
  console.log(`${event.seq} ${event.event} ${event.detail ?? ''}`);
}

const { job } = await (await fetch(`${base}${location}`, { headers })).json();
console.log(`${job.state}: ${job.result.status}, objective ${job.result.value}`);
for (const { name, value } of job.result.solution.linear.columns) console.log(`  ${name} ${(value ?? 0) * 100} g`);

/** The messages of an event stream. A client that loses it sends `Last-Event-ID` and goes on from there. */
async function* events(url) {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

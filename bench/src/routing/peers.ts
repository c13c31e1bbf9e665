import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteOfIds } from '@solveig/formats/plan-of-routes';
import { repoRoot } from '@solveig/local/repo-root';
import type { BenchInstance } from './load-set.ts';
import { peerProblem } from './peer-problem.ts';
import type { SolveWish } from './solve-wish.ts';

/** Peers by the names of their scripts in bench/peers. */
export const PEERS = ['pyvrp', 'ortools', 'vroom'] as const;

export interface Peer {
  readonly name: string;
  /** Routes of each of its answers, and the wall time of its own search; or why it does not take part. */
  solve(instance: BenchInstance, wish: SolveWish): Promise<PeerAnswer>;
}

export interface PeerAnswer {
  readonly answers: readonly RouteOfIds[][];
  readonly seconds: number;
  readonly refused?: string;
}

const FOLDER = join(repoRoot(), 'bench/peers');
/** Made by bench/peers/install.sh. */
const PYTHON = process.env.SOLVEIG_PEERS_PYTHON ?? join(repoRoot(), '.solveig/peers/bin/python');

/** The peers that can be run here. */
export async function findPeers(names: readonly string[]): Promise<{ peers: Peer[]; missing: string[] }> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const why = await whyNot(name);
    if (why === undefined) peers.push({ name, solve: (instance, wish) => solve(name, instance, wish) });
    else missing.push(`${name} is skipped: ${why}`);
  }
  return { peers, missing };
}

async function whyNot(name: string): Promise<string | undefined> {
  if (!existsSync(PYTHON)) return `there is no ${PYTHON}; bench/peers/install.sh makes it where Python 3 is there`;
  const { code, errors } = await python([join(FOLDER, 'peer.py'), name, '--check'], '');
  return code === 0 ? undefined : (errors.trim().split('\n').at(-1) ?? 'it cannot be loaded');
}

interface PrintedRoute {
  readonly fleet: number;
  readonly stops: readonly number[];
  /** How many stops are before it, and the depot. */
  readonly reloads?: readonly (readonly [before: number, depot: number])[];
}

interface Printed {
  readonly seconds: number;
  readonly answers?: readonly (readonly PrintedRoute[])[];
  readonly refused?: string;
}

async function solve(name: string, instance: BenchInstance, wish: SolveWish): Promise<PeerAnswer> {
  const input = JSON.stringify({ ...peerProblem(instance), ...wish });
  const { code, output, errors } = await python([join(FOLDER, 'peer.py'), name], input);
  if (code !== 0) return { answers: [], seconds: 0, refused: `it failed: ${errors.trim().split('\n').at(-1) ?? code}` };
  const printed = JSON.parse(output) as Printed;
  if (printed.refused !== undefined) return { answers: [], seconds: printed.seconds, refused: printed.refused };
  const { stops, vehicles, depots } = instance.problem;
  const answers = (printed.answers ?? []).map((routes) => {
    const next = new Map<number, number>();
    return routes.map(({ fleet, stops: numbers, reloads: places = [] }) => {
      const vehicleIndex = next.get(fleet) ?? 0;
      next.set(fleet, vehicleIndex + 1);
      const stopIds = numbers.map((number) => stops[number]?.id ?? '');
      const reloads = places.map(([visitsBefore, depot]) => ({ visitsBefore, depotId: depots[depot]?.id ?? '' }));
      return { vehicleId: vehicles[fleet]?.id ?? '', vehicleIndex, stopIds, reloads };
    });
  });
  return { answers, seconds: printed.seconds };
}

/** Runs Python with this on its standard input. */
function python(
  args: readonly string[],
  input: string,
): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors }));
    // A script that ends early does not read all; its exit code says more than a broken pipe.
    child.stdin.once('error', () => undefined);
    child.stdin.end(input);
  });
}

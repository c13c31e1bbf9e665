import { VERSION } from '@solveig/kit/version';
import { Command } from 'commander';
import { reportFailure } from './exit.ts';
import { addAlerts } from './program/add-alerts.ts';
import { addDiagnosis } from './program/add-diagnosis.ts';
import { addJobs } from './program/add-jobs.ts';
import { addKeys } from './program/add-keys.ts';
import { addLocalPlatform } from './program/add-local-platform.ts';
import { addProblems } from './program/add-problems.ts';
import { addStrategies } from './program/add-strategies.ts';

const program = new Command('solveig')
  .description('Optimization as a service that watches itself')
  .version(VERSION)
  .option('--url <host:port>', 'gRPC address of the gateway (default: the local platform)')
  .option('--key <key>', "API key (default: SOLVEIG_API_KEY, else the local platform's)")
  .option('--json', 'print JSON instead of text')
  .showHelpAfterError('(see `solveig --help`)')
  .exitOverride();
program.configureHelp({ sortSubcommands: false });

// In the order of the help.
addLocalPlatform(program);
addProblems(program);
addJobs(program);
addStrategies(program);
addAlerts(program);
addKeys(program);
addDiagnosis(program);

// `solveig jobs | head -1`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'));
}

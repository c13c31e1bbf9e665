import { readJson } from '@solveig/kit/json-reader';
import { FindSlotsRequest, FindSlotsResponse } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { type GlobalOptions, withGateway } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { plainOf } from '../plain.ts';
import { readPlanSource, type SourceOptions, withSourceViolations } from '../plan-source.ts';
import { print } from '../print.ts';
import { readJsonFile } from '../read-text-file.ts';
import { RefusedFile } from '../refused-file.ts';
import { describeSlots } from '../show/slots.ts';

export interface SlotsCommandOptions extends GlobalOptions, SourceOptions {
  readonly new?: string;
  readonly leftOut?: string;
  readonly perVehicle?: number;
  readonly limit?: number;
  readonly allowEstimates?: boolean;
}

/** `solveig slots PROBLEM PLAN --new FILE`, `solveig slots --job ID --left-out STOP` */
export async function slots(
  problemPath: string | undefined,
  planPath: string | undefined,
  options: SlotsCommandOptions,
): Promise<void> {
  if ((options.new === undefined) === (options.leftOut === undefined)) {
    throw new UsageError('say what is to be served: --new FILE (a stop, place or shipment) or --left-out ID');
  }
  const subject = options.new === undefined ? {} : await readNew(options.new);
  await withGateway(options, async (connection, signal) => {
    const source = await readPlanSource(connection, { problemPath, planPath, needsPlan: true }, options);
    const request = FindSlotsRequest.fromPartial({
      ...subject,
      leftOutId: options.leftOut ?? '',
      slotsPerVehicle: options.perVehicle,
      maxSlots: options.limit,
      allowEstimates: options.allowEstimates ?? false,
    });
    const response = await connection
      .client(SolverServiceService)
      .findSlots({ ...request, ...source.request }, { metadata: connection.metadata, signal })
      .catch((error: unknown) => withSourceViolations(connection, source, error));
    const plain = plainOf(FindSlotsResponse, 'solveig.solver.v1.FindSlotsResponse', response);
    print(options.json, plain, () => describeSlots(response));
  });
}

/** Members of a FindSlotsRequest (`stops`, `shipment`, `place`, `travel`), or one stop or place alone. */
async function readNew(path: string): Promise<Pick<FindSlotsRequest, 'stops' | 'shipment' | 'place' | 'travel'>> {
  const json = await readJsonFile(path);
  const read = readJson('solveig.solver.v1.FindSlotsRequest', membersOf(json));
  if (!read.ok) throw new RefusedFile(read);
  const { stops, shipment, place, travel } = FindSlotsRequest.decode(read.bytes);
  return { stops, shipment, place, travel };
}

function membersOf(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('id' in json)) return json;
  // Only places have a time that a visit takes.
  return 'visit_seconds' in json || 'visitSeconds' in json ? { place: json } : { stops: [json] };
}

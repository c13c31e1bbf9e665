import type { TravelMatrix } from '#domain/geo/travel-matrix';
import { type CompiledRouting, HORIZON, UNLIMITED } from './compiled.ts';
import {
  type CompiledBreak,
  type CompiledDriving,
  MOST_BREAKS,
  type TypeRules,
  type TypeWalking,
} from './compiled-rules.ts';
import { paddedPair } from './padded-matrices.ts';
import { type Depot, type RoutingProblem, type Vehicle, WALK } from './problem.ts';
import { type Break, DRIVING_PRESET, type DrivingRules } from './problem-rules.ts';

/** Legs up to this long are walked when the vehicle's `walking` does not say otherwise, metres. */
export const WALKING_LEG_METERS = 1200;

/** Regulation (EC) No 561/2006 for one driver, and Directive 2002/15/EC. */
const EU: CompiledDriving = {
  maxDriving: 16_200,
  breakSeconds: 2_700,
  firstPart: 900,
  maxWork: 21_600,
  workBreak: 1_800,
  maxShiftDriving: 32_400,
  minRest: 39_600,
};

const NO_DRIVING_RULES: CompiledDriving = {
  maxDriving: UNLIMITED,
  breakSeconds: 0,
  firstPart: 0,
  maxWork: UNLIMITED,
  workBreak: 0,
  maxShiftDriving: UNLIMITED,
  minRest: 0,
};

/** Rules of each of the input's vehicles, which are the types of the compiled problem. */
export function compileTypeRules(problem: RoutingProblem, compiled: CompiledRouting): TypeRules[] {
  const { input } = problem;
  const depots = new Map(input.depots.map((depot, index) => [depot.id, index]));
  const tables = new TravelTables(problem, compiled);
  const numbered = (ids: readonly string[] | undefined) =>
    Int32Array.from((ids ?? []).flatMap((id) => depots.get(id) ?? []));
  return input.vehicles.map((vehicle): TypeRules => {
    const start = depots.get(vehicle.startDepotId) ?? 0;
    const end = vehicle.openEnd ? undefined : (depots.get(vehicle.endDepotId) ?? start);
    const leave = windowOf(input.depots[start]);
    const come = windowOf(end === undefined ? undefined : input.depots[end]);
    return {
      ...tables.of(vehicle.profileId ?? ''),
      walking: walkingOf(vehicle, tables),
      unloading: vehicle.unloadingOrder ?? 0,
      reloadDepots: numbered(vehicle.reload?.depotIds),
      maxReloads: vehicle.reload?.maxReloads ?? UNLIMITED,
      maxTravel: vehicle.maxTravelSeconds ?? UNLIMITED,
      regularSeconds: vehicle.overtime?.regularSeconds ?? UNLIMITED,
      perOvertimeSecond: (vehicle.overtime?.costPerHour ?? 0) / 3600,
      perWaitingSecond: (vehicle.costPerWaitingHour ?? 0) / 3600,
      breaks: breaksOf(vehicle, numbered),
      driving: drivingOf(vehicle.drivingRules),
      shifts: shiftsOf(vehicle),
      overnightDepots: numbered(vehicle.overnight?.depotIds),
      startOpen: leave[0],
      startClose: leave[1],
      endOpen: come[0],
      endClose: come[1],
    };
  });
}

function windowOf(depot: Depot | undefined): readonly [number, number] {
  return [depot?.timeWindow?.startSeconds ?? 0, depot?.timeWindow?.endSeconds ?? HORIZON];
}

function shiftsOf({ shift, shifts = [] }: Vehicle): Int32Array {
  if (shifts.length === 0)
    return Int32Array.of(shift?.startSeconds ?? 0, Math.min(shift?.endSeconds ?? HORIZON, HORIZON));
  return Int32Array.from(
    shifts.flatMap(({ startSeconds, endSeconds }) => [startSeconds, Math.min(endSeconds, HORIZON)]),
  );
}

function breaksOf({ id, breaks = [] }: Vehicle, numbered: (ids: readonly string[]) => Int32Array): CompiledBreak[] {
  if (breaks.length > MOST_BREAKS)
    throw new Error(`vehicle ${id} has ${breaks.length} breaks, at most ${MOST_BREAKS} are possible`);
  return breaks.map((one) => breakOf(one, numbered)).sort((a, b) => (a.open[0] as number) - (b.open[0] as number));
}

function breakOf({ id, windows, durationSeconds, depotIds }: Break, numbered: (ids: readonly string[]) => Int32Array) {
  const sorted = [...windows].sort((a, b) => a.startSeconds - b.startSeconds);
  const close = Int32Array.from(sorted, ({ endSeconds }) => Math.min(endSeconds, HORIZON));
  return {
    id,
    open: Int32Array.from(sorted, ({ startSeconds }) => startSeconds),
    close,
    duration: durationSeconds,
    depots: numbered(depotIds),
    lastBegin: Math.max(...close),
    firstEnd: (sorted[0]?.startSeconds ?? 0) + durationSeconds,
  };
}

/** Driving rules with what the preset says; `UNLIMITED` where there is no rule. */
export function drivingOf(rules: DrivingRules | undefined): CompiledDriving | undefined {
  if (!rules) return undefined;
  const preset = rules.preset === DRIVING_PRESET.eu ? EU : NO_DRIVING_RULES;
  return {
    maxDriving: rules.maxContinuousDrivingSeconds ?? preset.maxDriving,
    breakSeconds: rules.breakSeconds ?? preset.breakSeconds,
    firstPart: rules.firstPartSeconds ?? preset.firstPart,
    maxWork: rules.maxContinuousWorkSeconds ?? preset.maxWork,
    workBreak: rules.workBreakSeconds ?? preset.workBreak,
    maxShiftDriving: rules.maxDrivingSeconds ?? preset.maxShiftDriving,
    minRest: rules.minRestSeconds ?? preset.minRest,
  };
}

function walkingOf({ walking }: Vehicle, tables: TravelTables): TypeWalking | undefined {
  if (!walking) return undefined;
  return {
    ...tables.of(walking.profileId === '' ? WALK : walking.profileId),
    legMeters: walking.maxLegMeters ?? WALKING_LEG_METERS,
    budget: walking.maxMeters ?? UNLIMITED,
  };
}

interface Table {
  readonly durations: Int32Array;
  readonly distances: Int32Array;
}

/** Padded matrices by profile, each made once. */
class TravelTables {
  readonly #problem: RoutingProblem;
  readonly #made = new Map<string, Table>();

  constructor(problem: RoutingProblem, { durations, distances }: CompiledRouting) {
    this.#problem = problem;
    this.#made.set('', { durations, distances });
  }

  of(profileId: string): Table {
    const made = this.#made.get(profileId);
    if (made) return made;
    const { input, profileTravel } = this.#problem;
    const travel = profileTravel?.get(profileId);
    if (!travel) throw new Error(`there is no travel data for profile ${profileId === WALK ? 'walking' : profileId}`);
    const speed = input.profiles?.find(({ id }) => id === profileId)?.speedFactor ?? 1;
    const table = paddedPair(speed === 1 ? travel : faster(travel, speed), travel.size);
    this.#made.set(profileId, table);
    return table;
  }
}

/** With times divided by the speed and rounded to seconds. */
export function faster(travel: TravelMatrix, speed: number): TravelMatrix {
  return {
    ...travel,
    durations: travel.durations.map((seconds) => (seconds < 0 ? seconds : Math.round(seconds / speed))),
  };
}

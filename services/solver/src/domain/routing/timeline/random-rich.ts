import type { Random } from '#domain/engine/random';
import type { Depot, RoutingInput, RoutingProblem, Stop, Vehicle } from '#domain/routing/problem';
import { WALK } from '#domain/routing/problem';
import type { GivenRoute, Relation, Shipment, TimeWindow } from '#domain/routing/problem-rules';

/** What a random problem may ask for. */
export const RICH_FEATURES = [
  'pickups',
  'windows',
  'soft',
  'setup',
  'release',
  'depots',
  'reload',
  'limits',
  'overtime',
  'breaks',
  'placed breaks',
  'driving',
  'shifts',
  'overnight',
  'walking',
  'profile',
  'shipments',
  'rides',
  'relations',
  'given',
  'hours',
  'waiting',
] as const;

export type RichFeature = (typeof RICH_FEATURES)[number];

/** A small problem with one vehicle, two depots and the features, on a clock of whole hundreds of seconds. */
export function randomRich(random: Random, stops: number, features: ReadonlySet<RichFeature>): RoutingProblem {
  const make = new RichMaker(random, stops, features);
  return make.problem();
}

/** Features that give a clock with ticks many states. */
export const SLOW_IN_TICKS: ReadonlySet<RichFeature> = new Set<RichFeature>([
  'breaks',
  'placed breaks',
  'driving',
  'limits',
  'overtime',
]);

class RichMaker {
  readonly #random: Random;
  readonly #stops: number;
  readonly #features: ReadonlySet<RichFeature>;

  constructor(random: Random, stops: number, features: ReadonlySet<RichFeature>) {
    this.#random = random;
    this.#stops = stops;
    this.#features = features;
  }

  problem(): RoutingProblem {
    const size = this.#stops + 2;
    const travel = this.#travel(size, 1);
    const profileTravel = new Map([
      ['slow', this.#travel(size, 1.4)],
      [WALK, this.#travel(size, 3)],
    ]);
    return { input: this.#input(), travel, profileTravel };
  }

  #has(feature: RichFeature): boolean {
    return this.#features.has(feature);
  }

  /** Trying every tick takes long where a rest may begin at any. */
  #isSlow(): boolean {
    return [...this.#features].some((feature) => SLOW_IN_TICKS.has(feature));
  }

  /** A whole number of `unit`, from `low` to `high`. */
  #number(low: number, high: number, unit = 1): number {
    return unit * Math.floor((low + this.#random.unit() * (high - low + unit)) / unit);
  }

  #travel(size: number, slowness: number) {
    const at = Array.from({ length: size }, () => [this.#random.unit(), this.#random.unit()] as const);
    const cells = at.flatMap(([x, y]) =>
      at.map(([u, v]) => Math.round((this.#isSlow() ? 6 : 12) * slowness * Math.hypot(x - u, y - v)) * 100),
    );
    return { size, durations: Int32Array.from(cells), distances: Int32Array.from(cells, (cell) => 10 * cell) };
  }

  #window(from: number, to: number, length: number): TimeWindow {
    const startSeconds = this.#number(from, to, 100);
    return { startSeconds, endSeconds: startSeconds + this.#number(0, length, 100) };
  }

  #input(): RoutingInput {
    const stops = Array.from({ length: this.#stops }, (_, index) => this.#stop(`s${index}`));
    const depots: Depot[] = ['d0', 'd1'].map((id) => ({
      id,
      loadingSeconds: this.#has('reload') ? this.#number(0, 200, 100) : 0,
      ...(this.#has('depots') && { timeWindow: { startSeconds: this.#number(0, 900, 100), endSeconds: 20_000 } }),
    }));
    return {
      stops,
      depots,
      vehicles: [this.#vehicle()],
      capacityDimensions: ['kg'],
      travelMode: 0,
      profiles: [{ id: 'slow', travelMode: 0, speedFactor: 1.3 }],
      shipments: this.#has('shipments') || this.#has('rides') ? this.#shipments() : [],
      relations: this.#has('relations') ? this.#relations() : [],
      ...(this.#has('given') && {
        givenRoutes: [this.#given()],
        change: { vehicleChange: 7, predecessorChange: 5, removal: 11 },
      }),
      ...(this.#has('hours') && { calendar: { firstWeekday: 1, days: 1 } }),
    };
  }

  #stop(id: string): Stop {
    const some = (chance: number) => this.#random.unit() < chance;
    const windows = this.#has('windows') ? this.#number(0, 2) : 0;
    return {
      id,
      name: '',
      demand: [this.#number(0, 3)],
      serviceSeconds: this.#number(1, 5) * 100,
      timeWindows: Array.from({ length: windows }, () => this.#window(0, this.#isSlow() ? 2500 : 5000, 2500)),
      skills: [],
      optional: false,
      prize: 0,
      ...(this.#has('pickups') && { pickup: [this.#number(0, 3)] }),
      ...(this.#has('soft') &&
        some(0.7) && {
          softWindow: { ...this.#window(500, 5000, 1000), costPerSecondEarly: 0.01, costPerSecondLate: 0.03 },
        }),
      ...(this.#has('setup') && { setupSeconds: 100, setupSecondsByType: some(0.5) ? { lorry: 200 } : {} }),
      ...(this.#has('release') && some(0.5) && { releaseSeconds: this.#number(0, 4000, 100) }),
      ...(this.#has('hours') &&
        some(0.5) && {
          openingHours: [
            { weekdays: [], openSeconds: 500, closeSeconds: 3000 },
            { weekdays: [1], openSeconds: 4000, closeSeconds: 9000 },
          ],
        }),
    };
  }

  #vehicle(): Vehicle {
    const has = (feature: RichFeature) => this.#has(feature);
    return {
      id: 'v',
      startDepotId: 'd0',
      endDepotId: this.#random.unit() < 0.5 ? 'd0' : 'd1',
      openEnd: this.#random.unit() < 0.2,
      capacity: has('reload') ? [5] : [12],
      skills: [],
      fixedCost: 3,
      costPerKm: 0.2,
      costPerHour: this.#random.unit() < 0.5 ? 10 : 0,
      type: 'lorry',
      unloadingOrder: has('shipments') ? this.#number(0, 2) : 0,
      shift: { startSeconds: 100, endSeconds: this.#isSlow() ? 5000 : 9000 },
      ...(has('reload') && { reload: { depotIds: ['d0', 'd1'], ...(this.#random.unit() < 0.3 && { maxReloads: 1 }) } }),
      ...(has('limits') && {
        maxDistanceMeters: this.#number(20_000, 60_000, 1000),
        maxDurationSeconds: this.#number(3000, 9000, 100),
        maxTravelSeconds: this.#number(2000, 6000, 100),
        maxStops: 4,
      }),
      ...(has('overtime') && { overtime: { regularSeconds: 3000, costPerHour: 20 } }),
      ...(has('waiting') && { costPerWaitingHour: 15, costPerTravelHour: 4 }),
      ...((has('breaks') || has('placed breaks')) && { breaks: this.#breaks() }),
      ...(has('driving') && { drivingRules: this.#driving() }),
      ...(has('shifts') && {
        shifts: [0, 1, 2].map((day) => ({ startSeconds: day * 5000, endSeconds: day * 5000 + 3500 })),
      }),
      ...(has('overnight') && { overnight: { depotIds: ['d0', 'd1'] } }),
      ...(has('walking') && { walking: { profileId: '', maxLegMeters: 9000, maxMeters: 15_000 } }),
      ...(has('profile') && { profileId: 'slow' }),
    };
  }

  #breaks() {
    const anywhere = { id: 'noon', windows: [this.#window(700, 2000, 1200)], durationSeconds: 300, depotIds: [] };
    const second = {
      id: 'tea',
      windows: [this.#window(1500, 2500, 500), this.#window(3500, 4500, 500)],
      durationSeconds: 200,
    };
    const placed = { ...second, depotIds: this.#has('placed breaks') ? ['d1'] : [] };
    return this.#random.unit() < 0.5 ? [anywhere] : [anywhere, placed];
  }

  #driving() {
    return {
      preset: 0,
      maxContinuousDrivingSeconds: this.#number(500, 1200, 100),
      breakSeconds: 400,
      firstPartSeconds: this.#random.unit() < 0.5 ? 100 : 0,
      maxContinuousWorkSeconds: this.#number(900, 1800, 100),
      workBreakSeconds: 300,
      maxDrivingSeconds: 8000,
      minRestSeconds: 1000,
    };
  }

  #shipments(): Shipment[] {
    const ride = () => (this.#has('rides') ? { maxRideSeconds: this.#number(800, 3000, 100) } : {});
    return Array.from({ length: Math.floor(this.#stops / 2) }, (_, index) => ({
      id: `p${index}`,
      pickupStopId: `s${2 * index}`,
      deliveryStopId: `s${2 * index + 1}`,
      amount: [this.#number(1, 3)],
      optional: false,
      prize: 0,
      ...ride(),
    }));
  }

  #relations(): Relation[] {
    return [{ kind: this.#number(2, 4), stopIds: ['s0', 's2'] }];
  }

  #given(): GivenRoute {
    const stopIds = Array.from({ length: this.#stops }, (_, index) => `s${index}`).filter(
      () => this.#random.unit() < 0.6,
    );
    return { vehicleId: 'v', vehicleIndex: 0, stopIds, lock: this.#number(0, 3), lockedStops: this.#number(0, 1) };
  }
}

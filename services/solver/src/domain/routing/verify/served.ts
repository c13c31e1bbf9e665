import type { CostSums } from '#domain/routing/plan-rules';
import type { Alternatives, Shipment } from '#domain/routing/problem-rules';
import type { ProblemIndex } from './checked-problem.ts';
import type { Findings } from './findings.ts';

/** Where a stop is served. */
export interface Service {
  /** Index of the route in the plan. */
  readonly route: number;
  readonly position: number;
  /** Path in the plan. */
  readonly where: string;
  readonly vehicleId: string;
  readonly vehicleIndex: number;
}

/** First service of each stop by id. */
export type Served = ReadonlyMap<string, Service>;

/** What is left out, and whether it may be. */
export interface LeftOut {
  readonly unserved: readonly { readonly id: string }[];
  /** Mandatory ones may be. */
  readonly partial: boolean;
}

/**
 * Every stop that must be is served or, where that is allowed, listed as left
 * out; of alternatives one; of shipments both ends by one route. Adds up the
 * prizes that are lost.
 */
export function checkServed(
  index: ProblemIndex,
  findings: Findings,
  served: Served,
  leftOut: LeftOut,
  costs: CostSums,
): void {
  new ServedCheck(index, findings, served, leftOut, costs).run();
}

class ServedCheck {
  readonly #index: ProblemIndex;
  readonly #findings: Findings;
  readonly #served: Served;
  readonly #leftOut: LeftOut;
  readonly #costs: CostSums;
  readonly #listed = new Set<string>();

  constructor(index: ProblemIndex, findings: Findings, served: Served, leftOut: LeftOut, costs: CostSums) {
    this.#index = index;
    this.#findings = findings;
    this.#served = served;
    this.#leftOut = leftOut;
    this.#costs = costs;
  }

  run(): void {
    const { stops, alternatives = [], shipments = [] } = this.#index.input;
    this.#list();
    const grouped = new Set(alternatives.flatMap(({ stopIds }) => stopIds));
    const optionalShipments = new Set(
      shipments.flatMap(({ optional, pickupStopId, deliveryStopId }) =>
        optional ? [pickupStopId, deliveryStopId] : [],
      ),
    );
    stops.forEach(({ id, optional, prize }, at) => {
      if (this.#served.has(id) || grouped.has(id) || optionalShipments.has(id)) return;
      if (optional) this.#lose(prize);
      this.#missing(`stops[${at}]`, [id], optional, 'mandatory_stop_unserved', `stop ${id}`);
    });
    alternatives.forEach((group, at) => {
      this.#group(group, `alternatives[${at}]`);
    });
    shipments.forEach((shipment, at) => {
      this.#shipment(shipment, `shipments[${at}]`);
    });
  }

  /** What the plan lists as left out. */
  #list(): void {
    this.#leftOut.unserved.forEach(({ id }, at) => {
      const where = `unserved[${at}]`;
      if (!this.#index.stops.has(id)) this.#findings.add('unknown_stop', where, 1, id, `there is no stop '${id}'`);
      const service = this.#served.get(id);
      if (service) {
        this.#findings.add('stop_served_twice', where, 1, id, `stop ${id} is served at ${service.where}`);
      } else if (this.#listed.has(id)) {
        this.#findings.add('stop_served_twice', where, 1, id, `stop ${id} is listed twice`);
      }
      this.#listed.add(id);
    });
  }

  /** None of `ids` is served: that must be allowed, and then one of them is listed. */
  #missing(
    place: string,
    ids: readonly string[],
    optional: boolean,
    kind: 'mandatory_stop_unserved' | 'alternatives_unserved',
    name: string,
  ): void {
    const { partial } = this.#leftOut;
    const subject = ids[0] ?? '';
    if (!optional && !partial) this.#findings.add(kind, place, 1, subject, `${name} must be served`);
    if (ids.some((id) => this.#listed.has(id)) || !(optional || partial)) return;
    const message = `${name} is neither served nor listed as unserved`;
    this.#findings.add('stop_not_accounted_for', place, 1, subject, message);
  }

  #group({ id, stopIds, optional, prize }: Alternatives, place: string): void {
    const served = stopIds.filter((stop) => this.#served.has(stop));
    for (const stop of served.slice(1)) {
      const message = `stop ${stop} is served beside ${served[0]}, of ${id} only one may be`;
      this.#findings.add('alternatives_served_twice', this.#served.get(stop)?.where ?? place, 1, stop, message);
    }
    if (served.length > 0) return;
    if (optional) this.#lose(prize);
    this.#missing(place, stopIds, optional, 'alternatives_unserved', `one of ${id}`);
  }

  #shipment({ id, pickupStopId, deliveryStopId, optional, prize }: Shipment, place: string): void {
    const pickup = this.#served.get(pickupStopId);
    const delivery = this.#served.get(deliveryStopId);
    if (pickup && delivery) {
      if (pickup.route === delivery.route) return;
      const message = `shipment ${id} is picked up by one route and delivered by another`;
      this.#findings.add('shipment_torn', delivery.where, 1, id, message);
      return;
    }
    const half = pickup ?? delivery;
    if (half) {
      const message = `shipment ${id} is ${pickup ? 'picked up and not delivered' : 'delivered and not picked up'}`;
      this.#findings.add('shipment_torn', half.where, 1, id, message);
    } else if (optional) {
      this.#lose(prize);
      const isListed = this.#listed.has(pickupStopId) || this.#listed.has(deliveryStopId);
      const message = `shipment ${id} is neither served nor listed as unserved`;
      if (!isListed) this.#findings.add('stop_not_accounted_for', place, 1, id, message);
    }
  }

  #lose(prize: number): void {
    this.#costs.add('prizes_lost', prize, 1);
  }
}

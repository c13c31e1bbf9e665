/** Most entries of a request; more is refused with the limit. */
export const ROUTING_LIMITS = {
  stops: 1_000_000,
  /** Measured by great circles. */
  greatCircleStops: 100_000,
  depots: 1_000,
  vehicles: 10_000,
  vehiclesExpanded: 100_000,
  capacityDimensions: 16,
  timeWindowsPerStop: 100,
  openingHoursPerStop: 200,
  breaksPerVehicle: 30,
  shiftsPerVehicle: 366,
  days: 366,
  profiles: 20,
  relations: 100_000,
} as const;

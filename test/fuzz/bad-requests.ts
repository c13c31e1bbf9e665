/* Requests with faults, for tests. */

export const PLACE = { latitude: -33.44, longitude: -70.65 };
export const ROUTING = {
  stops: [{ id: 'a', location: PLACE }],
  depots: [{ id: 'd', location: PLACE }],
  vehicles: [{ id: 'v' }],
};

/** What is wrong, and every place that must be named. Problems are checked before any work is done. */
export const BAD_REQUESTS: readonly [string, Record<string, unknown>, readonly string[]][] = [
  [
    'unknown fields',
    { problem: { routing: { ...ROUTING, stopz: [] } }, optoins: {} },
    ['problem.routing.stopz', 'optoins'],
  ],
  ['an empty problem', { problem: {} }, ['problem']],
  ['no problem at all', {}, ['problem']],
  [
    'missing parts',
    { problem: { routing: {} } },
    ['problem.routing.stops', 'problem.routing.depots', 'problem.routing.vehicles'],
  ],
  [
    'a missing location',
    { problem: { routing: { ...ROUTING, stops: [{ id: 'a' }] } } },
    ['problem.routing.stops[0].location'],
  ],
  [
    'negative durations, latitude 95 and a window that ends before it starts',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: [
            {
              id: 'a',
              location: { latitude: 95, longitude: -181 },
              service_seconds: -5,
              time_windows: [{ start_seconds: 10, end_seconds: 5 }],
            },
          ],
        },
      },
    },
    [
      'problem.routing.stops[0].location.latitude',
      'problem.routing.stops[0].location.longitude',
      'problem.routing.stops[0].service_seconds',
      'problem.routing.stops[0].time_windows[0].end_seconds',
    ],
  ],
  [
    'NaN and a number that is a word',
    { problem: { routing: { ...ROUTING, stops: [{ id: 'a', location: { latitude: 'NaN', longitude: 'east' } }] } } },
    ['problem.routing.stops[0].location.latitude', 'problem.routing.stops[0].location.longitude'],
  ],
  [
    'duplicate ids',
    { problem: { routing: { ...ROUTING, stops: [ROUTING.stops[0], ROUTING.stops[0]] } } },
    ['problem.routing.stops[1].id'],
  ],
  [
    'capacity and demand of other lengths',
    {
      problem: {
        routing: {
          ...ROUTING,
          capacity_dimensions: ['kg', 'litres'],
          stops: [{ id: 'a', location: PLACE, demand: [1] }],
          vehicles: [{ id: 'v', capacity: [1, 2, 3] }],
        },
      },
    },
    ['problem.routing.stops[0].demand', 'problem.routing.vehicles[0].capacity'],
  ],
  [
    'rules of a rich routing that name what is not there, or contradict each other',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: [
            { id: 'a', location: PLACE, opening_hours: [{ open_seconds: 5, close_seconds: 4 }], vehicle_ids: ['w'] },
            { id: 'b', location: PLACE, optional: true },
            { id: 'c', location: PLACE, soft_window: { cost_per_second_late: -1 } },
          ],
          vehicles: [
            {
              id: 'v',
              reload: {},
              profile_id: 'p',
              shifts: [{ end_seconds: 9 }, { start_seconds: 8, end_seconds: 20 }],
              breaks: [{ id: 'lunch', duration_seconds: 21 }],
              driving_rules: { preset: 'PRESET_EU', first_part_seconds: 2701 },
            },
          ],
          shipments: [{ id: 's', pickup_stop_id: 'a', delivery_stop_id: 'b' }],
          alternatives: [{ id: 'g', stop_ids: ['c'] }],
          relations: [
            { kind: 'KIND_ORDER', stop_ids: ['a', 'z'] },
            { kind: 'KIND_SAME_ROUTE', stop_ids: ['a', 'b'] },
            { kind: 'KIND_DIFFERENT_ROUTES', stop_ids: ['b', 'a'] },
          ],
          profiles: [{ id: 'q', speed_factor: 0 }],
          balance: { cost_per_unit: -1 },
          given_routes: [{ vehicle_id: 'v', vehicle_index: 1, stop_ids: ['a', 'a'], locked_stops: 3 }],
          change: { removal: -1 },
        },
      },
    },
    [
      'problem.routing.stops[0].opening_hours[0].close_seconds',
      'problem.routing.stops[0].vehicle_ids[0]',
      'problem.routing.stops[2].soft_window.cost_per_second_late',
      'problem.routing.vehicles[0].reload.depot_ids',
      'problem.routing.vehicles[0].profile_id',
      'problem.routing.vehicles[0].shifts[1].start_seconds',
      'problem.routing.vehicles[0].breaks[0].windows',
      'problem.routing.vehicles[0].breaks[0].duration_seconds',
      'problem.routing.vehicles[0].driving_rules.first_part_seconds',
      'problem.routing.calendar',
      'problem.routing.stops[1].optional',
      'problem.routing.alternatives[0].stop_ids',
      'problem.routing.relations[0].stop_ids[1]',
      'problem.routing.relations[2].stop_ids',
      'problem.routing.profiles[0].speed_factor',
      'problem.routing.balance.measure',
      'problem.routing.balance.cost_per_unit',
      'problem.routing.given_routes[0].vehicle_index',
      'problem.routing.given_routes[0].locked_stops',
      'problem.routing.given_routes[0].stop_ids[1]',
      'problem.routing.change.removal',
    ],
  ],
  [
    'orders in a circle, and great circles beside a matrix',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: ['a', 'b', 'c'].map((id) => ({ id, location: PLACE })),
          matrix: { durations_seconds: [0], distances_meters: Array(16).fill(-2) },
          great_circle: true,
          relations: [
            ['a', 'b'],
            ['b', 'c'],
            ['c', 'a'],
          ].map((stop_ids) => ({ kind: 'KIND_ORDER', stop_ids })),
        },
      },
    },
    [
      'problem.routing.relations[2].stop_ids',
      'problem.routing.matrix.durations_seconds',
      ...Array.from({ length: 16 }, (_, cell) => `problem.routing.matrix.distances_meters[${cell}]`),
      'problem.routing.great_circle',
    ],
  ],
  [
    'an itinerary with a day that is none and a place that closes before it opens',
    {
      problem: {
        itinerary: {
          places: [
            {
              id: 'p',
              location: PLACE,
              visit_seconds: -1,
              importance: 11,
              opening_hours: [{ open_seconds: 9, close_seconds: 3 }],
            },
          ],
          days: [{ date: '2026-02-30', start_seconds: 50, end_seconds: 40 }],
        },
      },
    },
    [
      'problem.itinerary.places[0].visit_seconds',
      'problem.itinerary.places[0].importance',
      'problem.itinerary.places[0].opening_hours[0].close_seconds',
      'problem.itinerary.days[0].date',
      'problem.itinerary.days[0].end_seconds',
    ],
  ],
  [
    'a budget that is too long, and one member of a choice too many',
    { problem: { linear: { lp_text: 'min', mps_text: 'NAME' } }, options: { budget_millis: 'soon' } },
    ['problem.linear.mps_text', 'options.budget_millis', 'problem.linear.lp_text'],
  ],
  [
    'arrays with an unknown column and bounds that cross',
    {
      problem: {
        linear: {
          arrays: {
            columns: [{ name: 'x', lower_bound: 3, upper_bound: 1 }, { name: 'x' }],
            rows: [{ name: 'r', terms: [{ column: 'y', coefficient: 1 }] }],
          },
        },
      },
    },
    [
      'problem.linear.arrays.columns[0].upper_bound',
      'problem.linear.arrays.columns[1].name',
      'problem.linear.arrays.rows[0].terms[0].column',
    ],
  ],
  [
    'what is no field, what has another type and what breaks a rule',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: [{ id: 'a', location: PLACE, service_seconds: -5, colour: 'red' }],
          vehicles: [{ id: 'v', count: 'two', start_depot_id: 'nowhere' }],
        },
      },
      options: { budget_millis: 300_001, seeed: 1 },
    },
    [
      'problem.routing.stops[0].colour',
      'problem.routing.vehicles[0].count',
      'options.seeed',
      'options.budget_millis',
      'problem.routing.stops[0].service_seconds',
      'problem.routing.vehicles[0].start_depot_id',
    ],
  ],
  [
    'what is refused already is no fault a second time',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: 'none',
          vehicles: [{ id: 7, start_depot_id: 'd' }],
          depots: undefined,
          depotz: [],
        },
      },
    },
    ['problem.routing.stops', 'problem.routing.vehicles[0].id', 'problem.routing.depotz'],
  ],
  ['a blob id that is a number', { problem_blob_id: 7 }, ['problem_blob_id']],
  ['a misspelt blob id', { problem_blob: 'b', optoins: {} }, ['problem_blob', 'optoins']],
  ['an unknown field and no problem', { optoins: {} }, ['optoins', 'problem']],
  [
    'two problems and an unknown field',
    { problem: { routing: ROUTING }, problem_blob_id: 'b', optoins: {} },
    ['optoins', 'problem_blob_id'],
  ],
];

export const LP_WITH_FAULT_AT_7 = [
  'Minimize',
  ' cost: 3 x + 2 y',
  'Subject To',
  ' need: x + y >= 4',
  ' most: x <= 3',
  ' even: y <= 9',
  ' bad: x + >= <= 2',
  'End',
].join('\n');

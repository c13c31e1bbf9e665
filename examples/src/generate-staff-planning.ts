/**
 * Writes examples/staff-planning.json: how many people start which working
 * week in a call centre that is open day and night, so that every shift of the
 * week is covered at the least cost.
 *
 * Full-timers work five days in a row on one shift; temporary staff cover single
 * shifts, at most 15 % of all shifts, and cost more; night shifts cost a supplement.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const SHIFTS = ['early', 'late', 'night'] as const;

/** People needed, by shift and day. */
const NEEDED: Readonly<Record<(typeof SHIFTS)[number], readonly number[]>> = {
  early: [17, 13, 15, 19, 14, 16, 11],
  late: [14, 12, 13, 15, 17, 18, 12],
  night: [5, 5, 4, 6, 7, 8, 6],
};
/** Cost of one full-time week and of one temporary shift, by shift. */
const WEEK_COST = { early: 820, late: 850, night: 1010 } as const;
const TEMP_COST = { early: 215, late: 225, night: 290 } as const;
const TEMP_SHARE = 0.15;
const WORKING_DAYS = 5;

interface Term {
  column: string;
  coefficient: number;
}

const weeks = SHIFTS.flatMap((shift) =>
  DAYS.map((day, first) => ({ name: `week_${shift}_${day}`, shift, first, cost: WEEK_COST[shift] })),
);
const temps = SHIFTS.flatMap((shift) =>
  DAYS.map((day, at) => ({ name: `temp_${shift}_${day}`, shift, at, cost: TEMP_COST[shift] })),
);

const columns = [...weeks, ...temps].map(({ name, cost }) => ({ name, objective: cost, integer: true }));

const cover = SHIFTS.flatMap((shift) =>
  DAYS.map((day, at) => {
    const atWork = weeks.filter((w) => w.shift === shift && (at - w.first + 7) % 7 < WORKING_DAYS);
    const helping = temps.filter((t) => t.shift === shift && t.at === at);
    const terms: Term[] = [...atWork, ...helping].map(({ name }) => ({ column: name, coefficient: 1 }));
    return { name: `cover_${shift}_${day}`, terms, lower_bound: NEEDED[shift][at] };
  }),
);

const shiftsInAll = SHIFTS.flatMap((shift) => NEEDED[shift]).reduce((a, b) => a + b, 0);
const fewTemps = {
  name: 'few_temporary_staff',
  terms: temps.map(({ name }): Term => ({ column: name, coefficient: 1 })),
  upper_bound: Math.floor(shiftsInAll * TEMP_SHARE),
};

const problem = { linear: { arrays: { sense: 'OBJECTIVE_SENSE_MINIMIZE', columns, rows: [...cover, fewTemps] } } };
const path = fileURLToPath(new URL('../staff-planning.json', import.meta.url));
writeFileSync(path, `${JSON.stringify({ problem, options: { template_id: 'staff-week' } }, null, 1)}\n`);

import type { ItineraryViolationKind } from './plan-rules.ts';
import type { Day, ItineraryInput, Meal, PlannedDay, PlannedMeal } from './problem.ts';

/** Names one broken rule: kind, place in the plan, amount, subject, words. */
export type AddViolation = (
  kind: ItineraryViolationKind,
  place: string,
  amount: number,
  subject: string,
  message: string,
) => void;

/** Checks the meals of a day against the definition: each in its window, whole, beside no visit, and none forgotten. */
export function checkMeals(input: ItineraryInput, planned: PlannedDay, where: string, add: AddViolation): void {
  const meals = new Map((input.meals ?? []).map((meal) => [meal.id, meal]));
  const had = new Set<string>();
  (planned.meals ?? []).forEach((taken, index) => {
    const spot = `${where}.meals[${index}]`;
    const meal = meals.get(taken.mealId);
    if (!meal) add('unknown_meal', spot, 1, taken.mealId, `there is no meal '${taken.mealId}'`);
    else checkMeal(meal, taken, planned, spot, add);
    if (had.has(taken.mealId)) add('meal_misplaced', spot, 1, taken.mealId, `${taken.mealId} is had twice`);
    had.add(taken.mealId);
  });
  for (const meal of meals.values()) {
    const isOver = planned.endSeconds <= meal.endSeconds;
    const isLate = planned.startSeconds >= meal.startSeconds + meal.durationSeconds;
    if (had.has(meal.id) || isOver || isLate) continue;
    add('meal_missed', where, 1, meal.id, `there is no time off for ${meal.id} on ${planned.date}`);
  }
}

function checkMeal(
  meal: Meal,
  taken: PlannedMeal,
  { visits, ...day }: PlannedDay,
  spot: string,
  add: AddViolation,
): void {
  const { startSeconds: start, endSeconds: end, visitsBefore } = taken;
  const off = Math.max(meal.startSeconds - start, start - meal.endSeconds);
  if (!(off <= 0)) add('meal_misplaced', spot, off, meal.id, `${meal.id} begins ${off} s outside its time`);
  const short = meal.durationSeconds - (end - start);
  if (!(short <= 0)) add('meal_misplaced', spot, short, meal.id, `${meal.id} is ${short} s too short`);
  const before = visits[visitsBefore - 1];
  const behind = visits[visitsBefore];
  const from = before?.departureSeconds ?? day.startSeconds;
  const to = behind?.startSeconds ?? day.endSeconds;
  const over = Math.max(from - start, end - to);
  if (over > 0) add('meal_misplaced', spot, over, meal.id, `${meal.id} lies ${over} s over a visit or the day's end`);
}

/** Time off between two visits that makes an arrival later: what begins before it. */
export function mealsOnTheWay({ meals = [] }: PlannedDay, visitsBefore: number, arrival: number): number {
  return meals
    .filter((meal) => meal.visitsBefore === visitsBefore && meal.startSeconds < arrival)
    .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
}

/** Time off within the day's given hours. */
export function mealSeconds({ meals = [] }: PlannedDay, day: Day): number {
  return meals.reduce((sum, { startSeconds, endSeconds }) => {
    const from = Math.max(startSeconds, day.startSeconds);
    return sum + Math.max(0, Math.min(endSeconds, day.endSeconds) - from);
  }, 0);
}

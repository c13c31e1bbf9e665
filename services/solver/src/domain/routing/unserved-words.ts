import { UNSERVED, type UnservedCode } from './problem.ts';

/** Why a stop is left out, for people, where no vehicle or day can be named that comes close; % is its name. */
export const UNSERVED_WORDS: Readonly<Record<UnservedCode, string>> = {
  [UNSERVED.timeWindow]: '% cannot be reached within its hours',
  [UNSERVED.capacity]: 'no vehicle that could go to % has room left for its load',
  [UNSERVED.skill]: 'no vehicle has all the skills that % asks for',
  [UNSERVED.workingTime]: 'there is no working time left for %',
  [UNSERVED.distanceLimit]: '% is beyond the distance limit',
  [UNSERVED.stopLimit]: '% would be one stop more than is allowed',
  [UNSERVED.closed]: '% is never open in this time',
  [UNSERVED.walkingLimit]: '% is beyond what may be walked',
  [UNSERVED.unreachable]: 'there is no way to % and back, whatever rule is lifted',
  [UNSERVED.prizeTooLow]: 'serving % costs more than its prize',
  [UNSERVED.noRoom]: '% does not fit beside the rest, and lifting one rule alone does not help',
  [UNSERVED.incompatible]: 'its relations to other stops keep % from every route that it would fit into',
  [UNSERVED.rideTime]: 'the shipment of % would be on board for longer than it may',
  [UNSERVED.break]: 'breaks and rest leave no time for %',
  [UNSERVED.release]: 'what is delivered at % is ready too late',
  [UNSERVED.vehicle]: 'the vehicles named for % have no room',
  [UNSERVED.locked]: 'what is locked leaves no place for %',
};

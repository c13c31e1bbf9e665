import type { Place } from '#domain/place';
import { ProviderError } from '../travel-provider.ts';

/** There is no road near a place of a request. */
export class NoRoadNear extends ProviderError {
  readonly place: Place;

  constructor(place: Place) {
    super('refused', `no road near ${place.latE5 / 1e5},${place.lonE5 / 1e5}`, { code: 'NoSegment' });
    this.place = place;
  }
}

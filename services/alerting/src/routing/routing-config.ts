import type { Route } from '#domain/route';
import type { ChannelSpec } from '../channels/channel-spec.ts';

/** Where alerts go: the tree of routes, who stands behind each receiver, and the channels to make. */
export interface RoutingConfig {
  readonly root: Route;
  /** Channel names by receiver name. */
  readonly receivers: ReadonlyMap<string, readonly string[]>;
  readonly channels: readonly ChannelSpec[];
}

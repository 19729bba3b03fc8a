// Words of the server for lanes, and their keys.

import type { CARGO, LEGS } from "../../lib/border";
import type { Key } from "../../lib/i18n.svelte";

export const WAY: Record<string, Key> = {
  express: "lanes.way.express",
  first_leg: "lanes.way.first_leg",
  logistics_lines: "lanes.way.logistics_lines",
  overseas_warehouse: "lanes.way.overseas_warehouse",
  parcel_post: "lanes.way.parcel_post",
  postal_packet: "lanes.way.postal_packet",
};

export const LEG: Record<(typeof LEGS)[number], Key> = { parcel: "lanes.leg.parcel", first: "lanes.leg.first", last: "lanes.leg.last" };
export const CARGO_WORD: Record<(typeof CARGO)[number], Key> = { general: "lanes.cargo.general", special: "lanes.cargo.special" };

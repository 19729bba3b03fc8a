// The dictionaries, one file an area with both languages. `{n}` is a number and chooses between the forms that `|` divides
// (English: one | many; Chinese has one form); <b> is emphasis. A new area is one import and one line in AREAS.

import * as alerts from "./alerts";
import * as border from "./border";
import * as data from "./data";
import * as explore from "./explore";
import * as figures from "./figures";
import * as forecast from "./forecast";
import * as mapping from "./mapping";
import * as market from "./market";
import * as orders from "./orders";
import * as overview from "./overview";
import * as platforms from "./platforms";
import * as pnl from "./pnl";
import * as quality from "./quality";
import * as quarantine from "./quarantine";
import * as settings from "./settings";
import * as shell from "./shell";
import * as sql from "./sql";

const AREAS = [
  alerts,
  border,
  data,
  explore,
  figures,
  forecast,
  mapping,
  market,
  orders,
  overview,
  platforms,
  pnl,
  quality,
  quarantine,
  settings,
  shell,
  sql,
] as const;

type KeyOf<Area> = Area extends { en: infer Words } ? keyof Words : never;
export type Key = KeyOf<(typeof AREAS)[number]>;

export const en = Object.assign({}, ...AREAS.map((area) => area.en)) as Record<Key, string>;
export const zhCN = Object.assign({}, ...AREAS.map((area) => area.zhCN)) as Record<Key, string>;

// The world as shapes: Natural Earth countries at 1:110 million (world-atlas) on an equal-area projection (d3-geo), with the
// ISO codes of the product's own table of countries.

import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import topology from "world-atlas/countries-110m.json";
import countries from "../../../../presets/reference/countries.csv?raw";

export interface Shape {
  /** ISO 3166-1 alpha-2; empty where the shape is of no country of that standard. */
  code: string;
  path: string;
}

export const WIDTH = 960;
export const HEIGHT = 440;
const ANTARCTICA = "AQ";

function codes(): Map<string, string> {
  const lines = countries.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(lines.slice(1).map((line) => line.split(",")).map(([alpha2 = "", , numeric = ""]) => [String(Number(numeric)), alpha2]));
}

export function shapes(): Shape[] {
  const byNumber = codes();
  const world = topology as unknown as Topology<{ countries: GeometryCollection }>;
  const { features } = feature(world, world.objects.countries);
  const drawn = features
    .map((one) => ({ one, code: one.id === undefined ? "" : (byNumber.get(String(Number(one.id))) ?? "") }))
    .filter(({ code }) => code !== ANTARCTICA);
  const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "FeatureCollection", features: drawn.map(({ one }) => one) });
  const path = geoPath(projection).digits(1);
  return drawn.map(({ one, code }) => ({ code, path: path(one) ?? "" }));
}

// The only file that knows ECharts. It is loaded when the first chart is shown; it draws lines and nothing else.
// Colours are the page's own variables, read when a chart is drawn.

import { LineChart, type LineSeriesOption } from "echarts/charts";
import { GridComponent, TooltipComponent, type GridComponentOption, type TooltipComponentOption } from "echarts/components";
import { init, use, type ComposeOption, type ECharts } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import type { Area, ChartSpec, Series } from "./chart-spec";

use([LineChart, GridComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

const WIDE_PX = 520;

export function attach(element: HTMLElement): ECharts {
  return init(element, null, { renderer: "canvas" });
}

export function draw(chart: ECharts, spec: ChartSpec, onpick: ((index: number) => void) | undefined): void {
  const wide = chart.getWidth() >= WIDE_PX;
  chart.setOption(build(spec, wide), { notMerge: true });
  const zr = chart.getZr();
  zr.off("click");
  if (!onpick) return;
  zr.on("click", (event: { offsetX: number; offsetY: number }) => {
    const point = [event.offsetX, event.offsetY];
    if (!chart.containPixel("grid", point)) return;
    const index = Number(chart.convertFromPixel({ seriesIndex: 0 }, point)[0]);
    if (Number.isInteger(index) && index >= 0 && index < spec.labels.length) onpick(index);
  });
}

function build(spec: ChartSpec, wide: boolean): Option {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, color: color("ink-3") };
  const line = (series: Series, index: number): LineSeriesOption => {
    const was = series.kind === "was";
    const stroke = was ? color("ink-3") : color(series.color);
    return {
      name: series.name,
      type: "line",
      symbol: "none",
      silent: true,
      animation: false,
      z: was ? 2 : 3,
      data: series.values.map((value, at) => point(value, at, series, spec, stroke, color, font)),
      lineStyle: was ? { color: stroke, width: 1.25, type: [2, 3] } : { color: stroke, width: 2 },
      itemStyle: { color: stroke },
      ...(wide
        ? {
            endLabel: {
              show: true,
              formatter: series.name,
              ...font,
              color: was ? color("ink-3") : color("ink"),
              fontWeight: was || index > 0 ? 400 : 600,
              distance: 8,
              width: spec.endWidth - 12,
              overflow: "truncate",
            },
            labelLayout: { moveOverlap: "shiftY" },
          }
        : {}),
    };
  };
  return {
    animation: false,
    textStyle: { fontFamily: font.fontFamily },
    grid: { left: 4, right: wide ? spec.endWidth : 8, top: 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: spec.labels,
      axisLine: { lineStyle: { color: color("rule-2") } },
      axisTick: { show: true, length: 4, lineStyle: { color: color("rule-2") }, interval: (index: number) => spec.ticks[index] ?? false },
      axisLabel: { ...font, hideOverlap: true, interval: (index: number) => spec.ticks[index] ?? false, alignMinLabel: "left", alignMaxLabel: "right" },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      axisLabel: { ...font, formatter: (value: number) => spec.axis(value) },
      splitLine: { lineStyle: { color: color("grid") } },
      ...(spec.integers ? { minInterval: 1 } : {}),
    },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: color("rule-2"), type: [1, 3] } },
      confine: true,
      backgroundColor: color("surface"),
      borderColor: color("rule-2"),
      padding: [8, 10],
      extraCssText: "box-shadow:none;border-radius:3px",
      textStyle: { fontFamily: font.fontFamily, fontSize: 12, color: color("ink") },
      transitionDuration: 0,
      formatter: (items) => tip(items, spec),
    },
    series: [...spec.series.map(line), ...(spec.areas ?? []).flatMap((area, at) => between(area, at, color(area.color))), ...weekends(spec, color("ink-2"))],
  };
}

/** The highest point carries its value; the opened one a ring. */
function point(
  value: number | null,
  at: number,
  series: Series,
  spec: ChartSpec,
  stroke: string,
  color: (name: string) => string,
  font: object,
): NonNullable<LineSeriesOption["data"]>[number] {
  if (value === null) return "-";
  const first = series === spec.series[0];
  if (first && at === spec.marked) return { value, symbol: "circle", symbolSize: 9, itemStyle: { color: color("surface"), borderColor: stroke, borderWidth: 2 }, label: bold() };
  if (first && at === spec.peak) return { value, symbol: "circle", symbolSize: 6, itemStyle: { color: stroke }, label: bold() };
  if (series === spec.series.at(-1) && spec.flags?.includes(at)) return { value, symbol: "diamond", symbolSize: 8, itemStyle: { color: color("surface"), borderColor: stroke, borderWidth: 2 } };
  // A value without neighbours would be no line at all.
  const alone = (series.values[at - 1] ?? null) === null && (series.values[at + 1] ?? null) === null;
  return alone ? { value, symbol: "circle", symbolSize: 5, itemStyle: { color: stroke } } : value;

  function bold() {
    const edge = at > spec.labels.length - 4 ? "left" : at < 3 ? "right" : "top";
    return { show: true, position: edge, formatter: () => spec.print(value ?? 0), ...font, color: color("ink"), fontWeight: 600 } as const;
  }
}

/** Two lines on top of each other: the lower bound unseen, the room above it filled. */
function between(area: Area, at: number, fill: string): LineSeriesOption[] {
  const common = { type: "line", symbol: "none", silent: true, animation: false, z: 1, stack: `area-${at}`, stackStrategy: "all", tooltip: { show: false }, name: "", lineStyle: { opacity: 0 } } as const;
  const room = area.low.map((low, i) => (low === null ? "-" : (area.high[i] ?? low) - low));
  return [
    { ...common, data: area.low.map((low) => low ?? "-") },
    { ...common, data: room, areaStyle: { color: fill, opacity: area.opacity } },
  ];
}

/** Saturdays and Sundays as the heavy part of the axis. */
function weekends(spec: ChartSpec, stroke: string): LineSeriesOption[] {
  if (!spec.weekend.some(Boolean)) return [];
  const data = spec.weekend.map((is) => (is ? 0 : "-"));
  return [{ type: "line", data, symbol: "none", silent: true, animation: false, z: 1, lineStyle: { color: stroke, width: 2 }, tooltip: { show: false }, name: "" }];
}

function tip(items: unknown, spec: ChartSpec): string {
  const list = (Array.isArray(items) ? items : [items]) as { dataIndex: number }[];
  const at = list[0]?.dataIndex ?? 0;
  const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const lines = spec.series
    .filter((series) => series.values[at] != null)
    .map((series) => `<div style="display:flex;justify-content:space-between;gap:16px"><span>${escape(series.name)}</span><b>${escape(spec.print(series.values[at] ?? 0))}</b></div>`);
  return `<div style="margin-bottom:2px">${escape(spec.titles[at] ?? "")}</div>${lines.join("")}`;
}

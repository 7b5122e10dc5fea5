/** The library that draws, with what a line needs and no more; fetched where something is drawn. */
import { LineChart, type LineSeriesOption } from "echarts/charts";
import { GridComponent, TooltipComponent, type GridComponentOption, type TooltipComponentOption } from "echarts/components";
import { init, use, type ComposeOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface Series {
  name: string;
  share: boolean;
  color: string;
  dash: string;
  symbol: string;
  /** Null is a gap: nothing to divide by is not zero. */
  values: (number | null)[];
}

type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

export function draw(element: HTMLElement): EChartsType {
  return init(element, null, { renderer: "canvas" });
}

/** Shares on the left, means on the right; what is written is large enough to read. */
export function option(groups: string[], series: Series[], shown: (value: number | null, share: boolean) => string, still: boolean): Option {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const text = { color: token("--ink-2"), fontSize: 14, fontFamily: style.fontFamily };
  const axis = (share: boolean, position: "left" | "right") => ({
    type: "value" as const, position, min: 0, show: series.some((one) => one.share === share),
    axisLabel: { ...text, formatter: (value: number) => shown(value, share) },
    splitLine: { show: share || !series.some((one) => one.share), lineStyle: { color: token("--line") } },
  });
  return {
    animation: !still,
    textStyle: { fontFamily: style.fontFamily },
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: { fontFamily: style.fontFamily, fontSize: 14 } },
    xAxis: { type: "category", data: groups, boundaryGap: groups.length < 3, axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: token("--ink-2") } } },
    yAxis: [axis(true, "left"), axis(false, "right")],
    series: series.map((one) => ({
      type: "line", name: one.name, yAxisIndex: one.share ? 0 : 1, data: one.values, symbol: one.symbol, symbolSize: 9, connectNulls: false,
      lineStyle: { color: one.color, width: 2.5, type: one.dash === "" ? "solid" : one.dash.split(" ").map(Number) },
      itemStyle: { color: one.color },
      tooltip: { valueFormatter: (value: unknown) => shown(typeof value === "number" ? value : null, one.share) },
    })),
  };
}

// Fetches the drawing code once. A page with a chart calls it while its data is still on the way.

let engine: Promise<typeof import("./chart-engine")> | undefined;

export function loadEngine(): Promise<typeof import("./chart-engine")> {
  engine ??= import("./chart-engine");
  return engine;
}

// Loads a TypeScript module of the console through Vite, so that the unit tests run the sources as they are built.

import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));
let server;

export async function load(path) {
  server ??= await createServer({ root, configFile: false, logLevel: "error", server: { middlewareMode: true, ws: false, watch: null }, appType: "custom", optimizeDeps: { noDiscovery: true } });
  return server.ssrLoadModule(path);
}

export async function stop() {
  await server?.close();
}

export { root };

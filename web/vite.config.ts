import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// In development the API is the mock (npm run mock) or a real server: ENTREPOT_URL=http://127.0.0.1:8080 npm run dev
const api = process.env["ENTREPOT_URL"] ?? "http://127.0.0.1:4180";

export default defineConfig({
  plugins: [svelte()],
  server: { port: 5173, proxy: { "/api": api } },
  build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 650, assetsInlineLimit: 0 },
});

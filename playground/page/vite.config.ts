import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The bundle is served by playground/slack from its static/ directory, under /static/.
export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  build: { outDir: "../slack/static", emptyOutDir: true, assetsDir: ".", chunkSizeWarningLimit: 1500 },
  server: {
    proxy: Object.fromEntries(
      ["/sim", "/files"].map((path) => [path, process.env.SIMULATED_SLACK ?? "http://127.0.0.1:8070"]),
    ),
  },
}));

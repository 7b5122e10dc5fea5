import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/portal/",
  plugins: [vue()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: { target: "chrome87", chunkSizeWarningLimit: 200 },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
  },
  // `proposals up` on the other side; the same paths as behind the one origin.
  server: { proxy: { "^/(?!portal/)": "http://localhost:8080", "/portal/config.json": "http://localhost:8080" } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});

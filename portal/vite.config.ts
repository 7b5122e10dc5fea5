import vue from "@vitejs/plugin-vue";
import type { HtmlTagDescriptor, Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What a copy of the functions imports is its own, too (`src/api/staff.ts`, `rare.ts`): a part that both shared would weigh on a phone. */
const copies: Plugin = {
  name: "copies",
  enforce: "pre",
  resolveId(source, importer) {
    const copy = source.startsWith("./") ? /\?(staff|rare)$/.exec(importer ?? "") : null;
    return copy ? this.resolve(source + copy[0], importer, { skipSelf: true }) : null;
  },
};

/** What every visit loads a moment later is fetched beside the door, and run only when it is asked for. */
const beside: Plugin = {
  name: "beside",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((one) => one.type === "chunk" && ["app", "oauth"].includes(one.name));
      const link = (file: string, attrs: Record<string, string>): HtmlTagDescriptor[] =>
        html.includes(file) ? [] : [{ tag: "link", injectTo: "head", attrs: { ...attrs, crossorigin: true, href: `/portal/${file}` } }];
      const scripts = new Set(chunks.flatMap((one) => (one.type === "chunk" ? [one.fileName, ...one.imports] : [])));
      const styles = chunks.flatMap((one) => (one.type === "chunk" ? [...(one.viteMetadata?.importedCss ?? [])] : []));
      return [
        ...styles.flatMap((file) => link(file, { rel: "stylesheet" })),
        ...[...scripts].flatMap((file) => link(file, { rel: "modulepreload" })),
        ...link("config.json", { rel: "preload", as: "fetch" }),
      ];
    },
  },
};

export default defineConfig({
  base: "/portal/",
  plugins: [copies, beside, vue()],
  resolve: {
    alias: {
      // What the generated functions import: the generator is told to write no client of its own.
      "@hey-api/client-fetch": new URL("./src/api/client.ts", import.meta.url).pathname,
      "@": new URL("./src", import.meta.url).pathname,
    },
  },
  // By the manifest `proposals portal check` weighs each page.
  // The largest is the library that draws, fetched where something is drawn.
  build: {
    target: "chrome87",
    chunkSizeWarningLimit: 500,
    manifest: true,
    // Every browser that runs it knows them.
    modulePreload: { polyfill: false },
    // Each page lists what the others are made of by these names.
    rollupOptions: {
      output: {
        chunkFileNames: "assets/[hash].js",
        assetFileNames: "assets/[hash][extname]",
        // What nearly every page shows: one part is smaller than eight. Not what it imports, or the door would carry Vue.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "common", test: /src\/(api\/(http|client|paging)|shared\/(loading|FailureNote|live)|words\/speaking)\.(ts|vue)/ }],
        },
      },
    },
  },
  define: {
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
  },
  // `proposals up` on the other side; the same paths as behind the one origin.
  server: { proxy: { "^/(?!portal/)": "http://localhost:8080", "/portal/config.json": "http://localhost:8080" } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});

import { defineConfig } from "vitest/config";

// Everything must run under the server's content policy: no inlined assets, no polyfill
// that writes script, and one folder of hashed files that may be cached for ever.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    outDir: "../static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "portal.html", "verify.html", "enrol.html"] },
  },
  test: { include: ["tests/**/*.test.ts"], setupFiles: ["tests/setup.ts"], env: { TZ: "UTC" } },
});

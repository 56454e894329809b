import { sha256 } from "@noble/hashes/sha2.js";
import { defineConfig, type Plugin } from "vite";

// Nothing may be fetched, sent, framed or evaluated: what runs is what these hashes name.
const policy = (script: string, style: string): string =>
  `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; ` +
  "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

const hashOf = (text: string): string =>
  `sha256-${btoa(String.fromCharCode(...sha256(new TextEncoder().encode(text))))}`;

/** Puts script and style into the page, so that one file is all there is to keep. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      let [script, style] = ["", ""];
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") script += file.code;
        else if (name.endsWith(".css")) style += String(file.source);
        else continue;
        delete bundle[name];
      }
      // Neither may end its element early; in strings and templates these mean the same.
      script = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      const page = Object.values(bundle).find((file) => file.fileName === "offline.html");
      if (page?.type !== "asset") throw new Error("the page is missing from the bundle");
      const html = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>\s*/, "")
        .replace(/<link rel="stylesheet"[^>]*>\s*/, "")
        .replace("<meta charset=\"utf-8\">", (charset) =>
          `${charset}\n<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`)
        .replace("</head>", () => `<style>${style}</style>\n</head>`)
        .replace("</body>", () => `<script>${script}</script>\n</body>`);
      delete bundle["offline.html"];
      this.emitFile({ type: "asset", fileName: "verify-offline.html", source: html });
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    outDir: "../static",
    emptyOutDir: false,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["offline.html"], output: { format: "iife" } },
  },
  plugins: [oneFile()],
});

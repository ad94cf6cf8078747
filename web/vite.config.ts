import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const ADDRESSES = ["/api", "/koodrive", "/links", "/oauth2", "/readyz"];

/** Tells the service worker which files the shell has, and puts a compressed copy beside each that gets smaller. */
function finish(): Plugin {
  return {
    name: "finish",
    apply: "build",
    closeBundle() {
      const dist = new URL("dist/", import.meta.url);
      const names = readdirSync(dist, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(dist.pathname.length).replace(/^\//, ""));
      const worker = new URL("worker.js", dist);
      const shell = ["./", ...names.filter((name) => !["index.html", "worker.js"].includes(name)).map((name) => `./${name}`)];
      writeFileSync(worker, readFileSync(worker, "utf8").replace('["./"]', JSON.stringify(shell)));
      for (const name of names) {
        const bytes = readFileSync(new URL(name, dist));
        const packed = gzipSync(bytes, { level: 9 });
        if (packed.length < bytes.length) writeFileSync(new URL(`${name}.gz`, dist), packed);
      }
    },
  };
}

export default defineConfig({
  // Every address in the page is relative to it, so that it works below any path.
  base: "./",
  plugins: [svelte(), finish()],
  build: {
    target: "es2022",
    // What is inlined as data would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { proxy: Object.fromEntries(ADDRESSES.map((path) => [path, process.env["LEPORELLO"] ?? "http://127.0.0.1:8686"])) },
  test: {
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "browser", include: ["tests/browser/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
      },
      { extends: true, test: { name: "bench", include: ["bench/**/*.test.ts"] } },
    ],
  },
});

import { defineConfig } from "vitest/config";
import { reporters } from "./tools/reporters.mjs";

/** `npm test`: everything that needs no broker. Test files share a process a core, so they may not leave state behind. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/live/**", "test/browser/**", "node_modules/**"],
    globalSetup: "tools/test-folder.mjs",
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 30_000,
    passWithNoTests: false,
    reporters,
  },
});

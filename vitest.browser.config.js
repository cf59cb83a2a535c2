import { defineConfig } from "vitest/config";
import { reporters } from "./tools/reporters.mjs";

/** `npm run test:browser`: the report page in the system's Chromium, without any network. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: "tools/test-folder.mjs",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    reporters,
  },
});

import { defineConfig } from "vitest/config";
import { reporters } from "./tools/reporters.mjs";

/** `npm run test:live`: the scripts under test/live against real brokers, one file after the other. */
export default defineConfig({
  test: {
    include: ["test/live/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    passWithNoTests: false,
    reporters,
  },
});

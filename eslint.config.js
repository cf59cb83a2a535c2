import { readFileSync } from "node:fs";
import tseslint from "typescript-eslint";

const { limits, notCore } = JSON.parse(readFileSync(new URL("./architecture.json", import.meta.url), "utf8"));

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name, so that a thing has one name everywhere.",
};
const noBareError = {
  selector: "ThrowStatement > NewExpression[callee.name='Error']",
  message: "A finding is data, an operational failure a result, a defect goes through assert().",
};

/** @type {import("eslint").Linter.Config[]} */
const config = [
  // A template has types once its clients are generated: test/end-to-end does that, and checks them.
  { ignores: ["dist/", "node_modules/", ".cache/", "coverage/", "templates/"] },
  ...tseslint.configs.recommendedTypeChecked.map((each) => ({
    ...each,
    files: ["**/*.ts"],
  })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/require-array-sort-compare": ["error", { ignoreStringArrays: true }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      eqeqeq: "error",
      "max-depth": ["error", limits.depthMax],
      "max-lines": ["error", { max: limits.fileLinesHard }],
      "max-params": ["error", limits.parametersMax],
      "no-restricted-syntax": ["error", noDefaultExport],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["src/**/*.ts", "grammar/**/*.ts", "tools/**/*.ts"],
    rules: { "max-lines-per-function": ["error", { max: limits.functionLinesHard }] },
  },
  {
    files: ["src/**/*.ts", "grammar/**/*.ts"],
    ignores: notCore.map((folder) => `${folder}/**`),
    rules: { "no-restricted-syntax": ["error", noDefaultExport, noBareError] },
  },
  {
    // A test may be async only because what it stands for is.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/require-await": "off" },
  },
];

export default config;

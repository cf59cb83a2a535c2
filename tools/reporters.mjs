/** With WAYBILL_TEST_REPORT=FILE a test run also writes vitest's JSON report there, whatever command started it. */
const file = process.env.WAYBILL_TEST_REPORT;

export const reporters = file === undefined ? ["default"] : ["default", ["json", { outputFile: file }]];

/** All tidy rules. */
import { coreRules } from "./core.ts";
import { docRules } from "./docs.ts";
import { shapeRules } from "./shape.ts";
import { sizeRules } from "./size.ts";
import type { TidyRule } from "./tree.ts";

export const tidyRules: readonly TidyRule[] = [...sizeRules, ...coreRules, ...shapeRules, ...docRules];

/** Every entry of the registry that core itself may report, in the order of their codes. */
import type { DiagnosticSpec } from "../diagnostics/define.ts";
import { endpoints } from "./resolve/endpoints.diagnostics.ts";
import { guarantees } from "./resolve/guarantees.diagnostics.ts";
import { names } from "./resolve/names.diagnostics.ts";
import { messageFiles } from "./resolve/schema/message-files.diagnostics.ts";
import { modules } from "./resolve/modules/modules.diagnostics.ts";
import { places } from "./resolve/places/places.diagnostics.ts";
import { producers } from "./resolve/producers.diagnostics.ts";
import { types } from "./resolve/types.diagnostics.ts";
import { notation } from "./syntax/notation.diagnostics.ts";

export const CORE_DIAGNOSTICS: readonly DiagnosticSpec[] = [
  ...Object.values(notation.specs),
  ...Object.values(names.specs),
  ...Object.values(modules.specs),
  ...Object.values(places.specs),
  ...Object.values(types.specs),
  ...Object.values(messageFiles.specs),
  ...Object.values(endpoints.specs),
  ...Object.values(producers.specs),
  ...Object.values(guarantees.specs),
];

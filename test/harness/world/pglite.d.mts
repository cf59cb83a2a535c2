import type { SqlDatabase } from "../../../src/harness/world/sql.ts";

export interface Database extends SqlDatabase {
  close(): Promise<void>;
}

export declare function createDatabase(): Promise<Database>;

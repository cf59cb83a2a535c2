/** A database in memory. In JavaScript, for its declarations need those of browsers and of Emscripten. */
import { PGlite } from "@electric-sql/pglite";

export const createDatabase = () => PGlite.create();

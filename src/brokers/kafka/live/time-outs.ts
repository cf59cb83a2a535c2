/** Time-outs of the cluster that scripts are played on: short, so that a script is. A model needs them, too. */

/** How long the controller waits for a silent broker. */
export const SESSION_TIMEOUT_MS = 3_000;
/** How long a follower may lag before it leaves the in-sync set. */
export const REPLICA_LAG_TIME_MS = 2_000;

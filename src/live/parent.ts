/** Notices that the process that started this one has ended, however it did. */

const LOOK_MS = 500;
/** Taken when the program starts: the parent may be gone before somebody asks. */
const PARENT = process.ppid;

/** Calls `gone` once, when somebody else has become the parent. Returns how to stop looking. */
export function onOrphaned(gone: () => void): () => void {
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    gone();
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

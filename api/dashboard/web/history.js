// The jobs that ended lately, kept up to date without fetching all of them again:
// a job that has ended stays as it is, unless somebody tries it again.

import * as api from "./api.js";
import { ended } from "./jobs.js";

// MOST jobs are fetched at once. After WHOLE milliseconds all are fetched again.
const MOST = 1000, WHOLE = 5 * 60e3, SLACK = 60e3;

export function history(span) {
  const known = new Map();
  let horizon = 0, whole = 0;
  // update fetches what may have ended since the last time. begun is when the oldest
  // job was submitted that had not ended a moment ago, 0 if that is not known: all
  // before it have been seen. active are jobs that have not ended, or no longer.
  return async function update(begun, active, signal) {
    const now = Date.now(), from = now - span;
    if (now - whole > WHOLE) {
      known.clear();
      horizon = from;
      whole = now;
    }
    const { jobs } = await api.list({ status: ended, since: new Date(Math.max(horizon, from)).toISOString() }, MOST, signal);
    for (const job of active) known.delete(job.id);
    for (const job of jobs) known.set(job.id, job);
    horizon = Math.min(now - SLACK, begun);
    return [...known.values()].filter((j) => j.finished_at && new Date(j.finished_at) >= from);
  };
}

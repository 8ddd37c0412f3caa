// Readings of one point over a stretch of time, kept up to date by the stream while that stretch reaches to now.

import { onBeforeUnmount, shallowReactive, watch } from 'vue';
import * as api from './api.js';
import { durationMs } from './format.js';
import { LIVE, nowOf, onResume, onStatus, wall } from './store.js';

const REFRESH_MS = 5 * 60_000;

// More than one value a pixel cannot be seen.
const mostPoints = () => Math.round(Math.min(1000, Math.max(300, innerWidth * 0.8)));

/**
 * @param {() => ({point: string, run: string, from: number | null, to: number | null, lengthMs?: number} | null)} wanted
 *     from and to are null for a whole run; `lengthMs` instead of both follows the run's clock
 * @returns reactive {samples, bucketMs, from, to, loading, error}
 */
export function useReadings(wanted) {
  const state = shallowReactive({ samples: [], bucketMs: 0, from: 0, to: 1, loading: true, error: null });
  let abort = null;
  let fetchedAt = 0;

  const follows = (want) => want && want.run === LIVE && (want.lengthMs || want.to === null);

  async function load(quietly) {
    abort?.abort();
    const want = wanted();
    if (!want) {
      return;
    }
    const mine = new AbortController();
    abort = mine;
    const to = follows(want) ? nowOf(want.run) : want.to;
    const from = want.lengthMs ? to - want.lengthMs : want.from;
    if (!quietly) {
      Object.assign(state, { samples: [], bucketMs: 0, loading: true, error: null });
      if (from !== null && to !== null) {
        Object.assign(state, { from, to });
      }
    }
    try {
      const query = {
        run: want.run,
        from: from === null ? null : new Date(from).toISOString(),
        to: to === null ? null : new Date(to).toISOString(),
        maxPoints: mostPoints(),
      };
      const answer = await api.readings(want.point, query, mine.signal);
      if (mine.signal.aborted) {
        return;
      }
      const samples = answer.samples ?? [];
      fetchedAt = Date.now();
      const first = from ?? Date.parse(answer.from);
      const last = to ?? Date.parse(answer.to);
      Object.assign(state, {
        samples,
        bucketMs: answer.bucketMs ?? 0,
        from: Number.isFinite(first) ? first : (samples[0]?.[0] ?? 0),
        to: Number.isFinite(last) ? last : (samples.at(-1)?.[0] ?? 1),
        loading: false,
        error: null,
      });
      if (state.to <= state.from) {
        state.to = state.from + 60_000;
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        Object.assign(state, { loading: false, error });
      }
    }
  }

  const stopStatus = onStatus((status) => {
    const want = wanted();
    if (!follows(want) || status.point !== want.point || state.loading) {
      return;
    }
    const at = Date.parse(status.time);
    const { value } = status;
    const last = state.samples.at(-1);
    if (
      !Number.isFinite(at) ||
      !Number.isFinite(value) ||
      status.quality === 'BAD' ||
      (last && at <= last[0] && !state.bucketMs)
    ) {
      return;
    }
    const samples = state.samples.slice();
    if (state.bucketMs && last && at < last[0] + state.bucketMs) {
      samples[samples.length - 1] = [last[0], Math.min(last[1], value), Math.max(last[2], value), last[3]];
    } else {
      const start = state.bucketMs ? Math.floor(at / state.bucketMs) * state.bucketMs : at;
      samples.push([start, value, value, value]);
    }
    state.samples = samples;
  });

  // The window moves with the clock, and now and then the store's own view replaces what was pieced together.
  const stopTick = watch(wall, () => {
    const want = wanted();
    if (!follows(want) || state.loading || state.error) {
      return;
    }
    const now = nowOf(want.run);
    if (now - state.to > (now - state.from) / 400) {
      state.to = now;
      if (want.lengthMs) {
        state.from = now - want.lengthMs;
        const first = state.samples.findIndex(([at]) => at >= state.from);
        if (first > 1) {
          state.samples = state.samples.slice(first - 1);
        }
      }
    }
    if (Date.now() - fetchedAt > REFRESH_MS) {
      fetchedAt = Date.now();
      load(true);
    }
  });

  const stopResume = onResume(() => load(true));
  const stopWanted = watch(
    () => JSON.stringify(wanted()),
    () => load(false),
    { immediate: true },
  );

  onBeforeUnmount(() => {
    abort?.abort();
    stopStatus();
    stopTick();
    stopResume();
    stopWanted();
  });

  return { state, reload: () => load(false) };
}

export const intervalOf = (point) => durationMs(point?.interval);

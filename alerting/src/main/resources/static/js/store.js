// What the dashboard knows: who is here, whether data flows, and the warnings of the run on the screen.

import { computed, reactive, ref, shallowReactive, shallowRef } from 'vue';
import * as api from './api.js';
import { Stream } from './stream.js';
import { setZone } from './zone.js';

export const LIVE = 'live';
export const GRADES = ['RED', 'ORANGE', 'YELLOW', 'BLUE'];

const PAGE_SIZE = 500;
const MOST_LISTED = 2000;
const FLUSH_MS = 200;
const MARK_MS = 6000;
const SUMMARY_PATIENCE_MS = 1500;
const STATUS_FLUSH_MS = 400;
const MOST_WATCHED = 120;
const RECONNECT_MS = 300;
const FAR_AHEAD_MS = 10 * 60_000;

// ---- session

export const session = shallowReactive({ state: 'unknown', user: null, expired: false, may: [], districts: null, pending: null, simulated: false });

/** Whether the reader has one of the roles. What they may not do is not shown; the server refuses it in any case. */
export const may = (...roles) => roles.some((role) => session.may.includes(role));
export const mayHandle = () => may('DUTY_OFFICER', 'DISTRICT_OFFICER');

export async function resumeSession() {
  try {
    const me = await api.me();
    signedIn(me);
  } catch (error) {
    session.state = error.status === 401 || error.status === 403 ? 'out' : 'unreachable';
  }
}

export async function signIn(username, password, code) {
  const answer = await api.login(username, password, code);
  signedIn(answer?.user ? answer : await api.me());
}

function signedIn(me) {
  session.user = me.user;
  setZone(me.zone);
  session.may = me.may ?? [];
  session.districts = me.districts ?? null;
  session.pending = me.pending ?? null;
  session.simulated = me.simulated ?? false;
  session.expired = false;
  session.state = 'in';
  hearClock(LIVE, me.now);
  if (session.pending) {
    // Nothing else is answered before that is done.
    return;
  }
  loadRuns();
  openRun(runs.current);
}

export async function signOut() {
  try {
    await api.logout();
  } finally {
    signedOut(false);
  }
}

function signedOut(expired) {
  if (session.state !== 'in') {
    return;
  }
  stream.close();
  connection.state = 'connecting';
  connection.lastBytes = 0;
  forget();
  needs.clear();
  latest.clear();
  subscribed = [];
  liveSummary.value = null;
  session.user = null;
  session.may = [];
  session.expired = expired;
  session.state = 'out';
}

api.whenUnauthorized(() => signedOut(true));

// ---- time

/** The wall clock, once a second. */
export const wall = ref(Date.now());
setInterval(() => {
  wall.value = Date.now();
  sweepMarks();
}, 1000);

const clocks = reactive({}); // run → {now, wall, rate} as last heard
const newest = reactive({}); // run → newest event time seen

function hearClock(run, iso) {
  const now = Date.parse(iso);
  if (Number.isNaN(now)) {
    return;
  }
  const at = Date.now();
  const before = clocks[run];
  const rate = before && at - before.wall > 1000 ? (now - before.now) / (at - before.wall) : (before?.rate ?? 1);
  clocks[run] = { now, wall: at, rate: rate >= 0 ? rate : 1 };
}

function hearEventTime(run, iso) {
  const time = Date.parse(iso);
  if (time > (newest[run] ?? 0)) {
    newest[run] = time;
  }
}

/** Now, on the clock of a run: as the server told it; a recording stands at its newest event. */
export function nowOf(run) {
  const clock = clocks[run];
  if (clock) {
    return clock.now + Math.max(0, wall.value - clock.wall) * clock.rate;
  }
  const seen = newest[run];
  if (run !== LIVE) {
    return seen ?? wall.value;
  }
  // A sensor whose clock is a little fast must not move ours; a simulated city is far ahead.
  return seen > wall.value + FAR_AHEAD_MS ? seen : wall.value;
}

// ---- connection

export const connection = shallowReactive({ state: 'connecting', lastBytes: 0 });
const resumeListeners = new Set();
const statusListeners = new Set();

const stream = new Stream({
  onState(state) {
    connection.state = state;
    if (state === 'live') {
      closeGap();
    }
  },
  onBytes(ms) {
    connection.lastBytes = ms;
  },
  onResumed() {
    reload();
    resumeListeners.forEach((listener) => listener());
  },
  onUnauthorized() {
    signedOut(true);
  },
  onEvent(type, data) {
    if (type === 'warning') {
      queue.push(data);
      flushTimer ??= setTimeout(flush, FLUSH_MS);
    } else if (type === 'incident') {
      takeIncidentNews(data);
    } else if (type === 'summary') {
      takeSummary(data);
    } else if (type === 'status') {
      statuses.push(data);
      statusTimer ??= setTimeout(flushStatuses, STATUS_FLUSH_MS);
    } else if (type === 'gateway' || type === 'dead-letters') {
      alsoListeners.forEach((listener) => listener(type, data));
    } else if (type === 'resync') {
      suspect();
      reload();
      loadRuns();
    }
  },
});

function connect() {
  stream.open(api.streamAddress(runs.current === LIVE ? LIVE : 'all', subscribed, [...also].sort()));
}

// Further kinds of events, from the first page on that shows them.
const also = new Set();
const alsoListeners = new Set();

/** Called with the kind, `gateways` or `dead-letters` in the stream's words, and its data; answers how to stop. */
export function onAlso(kind, listener) {
  if (!also.has(kind)) {
    also.add(kind);
    connectSoon();
  }
  return subscribe(alsoListeners, listener);
}

function connectSoon() {
  reconnectTimer ??= setTimeout(() => {
    reconnectTimer = null;
    if (session.state === 'in') {
      connect();
    }
  }, RECONNECT_MS);
}

// Who needs the live values of which points. Re-opening the stream has its price, so it happens only for a point that
// is not in it yet, and those that nobody needs now stay until there are too many.
const needs = new Map(); // owner → ids
let subscribed = [];
let reconnectTimer = null;

/** Asks for the live values of points, on behalf of a part of the screen. */
export function watchPoints(owner, ids) {
  needs.set(owner, ids);
  const needed = [...new Set([...needs.values()].flat())].slice(0, MOST_WATCHED);
  if (needed.every((id) => subscribed.includes(id))) {
    return;
  }
  subscribed = [...new Set([...needed, ...subscribed])].slice(0, MOST_WATCHED);
  connectSoon();
}

let statuses = [];
let statusTimer = null;
const latest = new Map(); // point → its newest status
const statusVersion = ref(0);

function flushStatuses() {
  statusTimer = null;
  const arrived = statuses;
  statuses = [];
  for (const status of arrived) {
    latest.set(status.point, status);
    hearEventTime(LIVE, status.time);
    statusListeners.forEach((listener) => listener(status));
  }
  statusVersion.value += 1;
}

/** The value of a warning's point now, where we know better than the warning itself; of a sum or a rate we never do. */
export function valueOf(warning) {
  statusVersion.value;
  const status = warning.run === LIVE && warning.grade && warning.ofReadings ? latest.get(warning.point) : null;
  const better =
    status &&
    Number.isFinite(status.value) &&
    status.quality !== 'BAD' &&
    Date.parse(status.time) > Date.parse(warning.updatedAt);
  return better ? status.value : warning.value;
}

/** The most extreme value so far; the one of this moment may be ahead of the next event. */
export function peakOf(warning) {
  const value = valueOf(warning);
  const { peakValue, limit } = warning;
  if (!warning.grade || !Number.isFinite(value) || peakValue === limit) {
    return peakValue;
  }
  return peakValue > limit ? Math.max(peakValue, value) : Math.min(peakValue, value);
}

function subscribe(listeners, listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Called with `{point, time, value, quality}`; answers how to stop. */
export const onStatus = (listener) => subscribe(statusListeners, listener);

/** Called when the connection is back after a loss; answers how to stop. */
export const onResume = (listener) => subscribe(resumeListeners, listener);

// ---- runs

export const runs = shallowReactive({ current: LIVE, list: [] });

export async function loadRuns() {
  try {
    runs.list = await api.runs();
  } catch {
    // The selector keeps what it has; the connection state tells about the server.
  }
}

export function openRun(run) {
  const changed = run !== runs.current;
  runs.current = run;
  if (session.state !== 'in') {
    return;
  }
  if (changed || !loaded.started) {
    forget();
    connect();
    reload();
  }
}

// ---- warnings of the run on the screen

const byId = new Map();
const version = ref(0);
const marks = new Map(); // id → {kind: 'new' | 'changed', until}
const announcements = new Set();
let queue = [];
let flushTimer = null;
let loading = null;
let touched = new Set();
let suspects = new Set(); // what may be void: a replay was started again, or changes were missed

/** What is here of the run: open ones, closed ones, and how many of each the server has. */
export const loaded = shallowReactive({
  started: false,
  open: false,
  closed: false,
  closedWanted: false,
  openTotal: 0,
  closedTotal: 0,
  error: null,
});

export const isOpen = (warning) => warning.state === 'RAISED' || (warning.latched && !warning.acknowledgedAt);

/** The grade that a warning is listed under: now, or its peak once the condition is gone. */
export const listedGrade = (warning) => warning.grade ?? warning.peak;

export const allWarnings = computed(() => {
  version.value;
  return [...byId.values()];
});

export function warningById(id) {
  version.value;
  return byId.get(id);
}

export function markOf(id) {
  return marks.get(id)?.kind ?? null;
}

function forget() {
  loading?.abort();
  loading = null;
  byId.clear();
  marks.clear();
  suspects.clear();
  queue = [];
  Object.assign(loaded, { started: false, open: false, closed: false, openTotal: 0, closedTotal: 0, error: null });
  runSummary.value = null;
  version.value += 1;
}

function suspect() {
  suspects = new Set(byId.keys());
}

const isNewer = (one, other) =>
  suspects.has(other.id) ||
  one.lastEventNumber > other.lastEventNumber ||
  (one.lastEventNumber === other.lastEventNumber &&
    (one.handlingVersion ?? 0) >= (other.handlingVersion ?? 0) &&
    (Boolean(one.acknowledgedAt) || !other.acknowledgedAt));

// A list that was fetched before the stream was live may lack what happened in between.
let fetchedWhileLive = false;
let fetchAgain = false;

function closeGap() {
  if (!loaded.started || fetchedWhileLive) {
    return;
  }
  if (loading) {
    fetchAgain = true;
  } else {
    reload();
  }
}

/** Fetches the run's warnings anew; what the stream brought meanwhile stays where it is newer. */
export async function reload() {
  loading?.abort();
  const abort = new AbortController();
  loading = abort;
  const run = runs.current;
  loadIncidents();
  loaded.started = true;
  touched = new Set();
  fetchedWhileLive = connection.state === 'live';
  fetchAgain = false;
  try {
    const [figures, open] = await Promise.all([
      api.summary(run, abort.signal),
      fetchAll({ run, state: 'open' }, abort.signal),
    ]);
    if (run !== LIVE) {
      api.summary(LIVE, abort.signal).then(
        (live) => takeSummary({ ...live, run: LIVE }),
        () => {},
      );
    }
    const closed = loaded.closedWanted ? await fetchAll({ run, state: 'closed' }, abort.signal) : null;
    if (abort.signal.aborted) {
      return;
    }
    const fetched = new Map([...(closed?.items ?? []), ...open.items].map((warning) => [warning.id, warning]));
    for (const [id, warning] of byId) {
      const other = fetched.get(id);
      if (suspects.has(id)) {
        continue;
      }
      if (touched.has(id) ? !other || isNewer(warning, other) : !other && !closed && !isOpen(warning)) {
        fetched.set(id, warning);
      }
    }
    byId.clear();
    suspects.clear();
    fetched.forEach((warning, id) => {
      byId.set(id, warning);
      hearEventTime(run, warning.updatedAt);
    });
    takeSummary({ ...figures, run });
    Object.assign(loaded, {
      open: true,
      openTotal: open.total,
      closed: Boolean(closed),
      closedTotal: closed?.total ?? 0,
      error: null,
    });
    version.value += 1;
  } catch (error) {
    if (error.name !== 'AbortError') {
      loaded.error = error;
    }
  } finally {
    if (loading === abort) {
      loading = null;
      if (fetchAgain) {
        reload();
      }
    }
  }
}

async function fetchAll(query, signal) {
  const items = [];
  let total = 0;
  for (let page = 0; items.length < MOST_LISTED; page++) {
    const answer = await api.warnings({ ...query, page, size: PAGE_SIZE }, signal);
    items.push(...answer.items);
    total = answer.total;
    if (answer.items.length < PAGE_SIZE || items.length >= total) {
      break;
    }
  }
  return { items, total };
}

/** Closed warnings are fetched when someone asks for them. */
export function wantClosed(wanted) {
  if (wanted && !loaded.closedWanted) {
    loaded.closedWanted = true;
    if (session.state === 'in' && loaded.started) {
      reload();
    }
  }
  loaded.closedWanted = wanted;
}

function flush() {
  flushTimer = null;
  const events = queue;
  queue = [];
  const raised = [];
  const now = Date.now();
  for (const warning of events) {
    hearEventTime(warning.run, warning.updatedAt);
    awaitSummary(warning.run);
    if (warning.run !== runs.current) {
      continue;
    }
    const before = byId.get(warning.id);
    if (before && !isNewer(warning, before)) {
      continue;
    }
    byId.set(warning.id, warning);
    touched.add(warning.id);
    suspects.delete(warning.id);
    if (!before && isOpen(warning)) {
      raised.push(warning);
      marks.set(warning.id, { kind: 'new', until: now + MARK_MS });
    } else if (before && before.grade !== warning.grade) {
      marks.set(warning.id, { kind: 'changed', until: now + MARK_MS });
      if (warning.grade === 'RED' && before.grade !== 'RED') {
        raised.push(warning);
      }
    }
  }
  version.value += 1;
  if (raised.length && runs.current === LIVE) {
    announcements.forEach((listener) => listener(raised));
  }
}

/** Called with the warnings that are new, or newly red, in the live city. */
export const onRaised = (listener) => subscribe(announcements, listener);

function sweepMarks() {
  const now = Date.now();
  let swept = false;
  for (const [id, mark] of marks) {
    if (mark.until < now) {
      marks.delete(id);
      swept = true;
    }
  }
  if (swept) {
    version.value += 1;
  }
}

/** Takes in a warning that was fetched by itself. */
export function takeWarning(warning) {
  if (warning.run !== runs.current) {
    return;
  }
  const before = byId.get(warning.id);
  if (!before || isNewer(warning, before)) {
    byId.set(warning.id, warning);
    touched.add(warning.id);
    version.value += 1;
  }
}

export async function acknowledge(warning, comment) {
  const answer = await api.acknowledge(warning.id, comment);
  takeWarning(answer?.id ? answer : await api.warning(warning.id));
}

// ---- incidents of the run on the screen

const INCIDENTS_MS = 2000;
const incidents = shallowRef(new Map());
const incidentListeners = new Set();
let incidentTimer = null;

export const incidentById = (id) => incidents.value.get(id);
export const incidentList = computed(() => [...incidents.value.values()]);

/** Called with `{id, run, mergedInto}`; answers how to stop. */
export const onIncident = (listener) => subscribe(incidentListeners, listener);

function takeIncidentNews(news) {
  incidentListeners.forEach((listener) => listener(news));
  if (news.run !== runs.current) {
    return;
  }
  if (news.mergedInto) {
    for (const [id, warning] of byId) {
      if (warning.incident === news.id) {
        byId.set(id, { ...warning, incident: news.mergedInto });
      }
    }
    version.value += 1;
  }
  incidentTimer ??= setTimeout(loadIncidents, INCIDENTS_MS);
}

/** Their names; what they hold is known from the warnings. */
export async function loadIncidents() {
  clearTimeout(incidentTimer);
  incidentTimer = null;
  const run = runs.current;
  try {
    const page = await api.incidents({ run, state: 'open', size: PAGE_SIZE });
    const closed = loaded.closedWanted ? await api.incidents({ run, state: 'closed', size: PAGE_SIZE }) : null;
    if (run === runs.current) {
      incidents.value = new Map([...(closed?.items ?? []), ...page.items].map((one) => [one.id, one]));
    }
  } catch {
    // The next change asks again; until then the worst warning gives the name.
  }
}

// ---- figures

export const runSummary = shallowRef(null);
export const liveSummary = shallowRef(null);
const summaryTimers = new Map();

function takeSummary(figures) {
  clearTimeout(summaryTimers.get(figures.run));
  summaryTimers.delete(figures.run);
  hearClock(figures.run, figures.now);
  if (figures.run === LIVE) {
    liveSummary.value = figures;
  }
  if (figures.run === runs.current) {
    const before = runSummary.value;
    runSummary.value = figures;
  }
}

function awaitSummary(run) {
  if ((run !== runs.current && run !== LIVE) || summaryTimers.has(run)) {
    return;
  }
  summaryTimers.set(
    run,
    setTimeout(async () => {
      try {
        takeSummary({ ...(await api.summary(run)), run });
      } catch {
        summaryTimers.delete(run);
      }
    }, SUMMARY_PATIENCE_MS),
  );
}

function counted(warnings) {
  const counts = { RED: 0, ORANGE: 0, YELLOW: 0, BLUE: 0 };
  warnings.forEach((warning) => (counts[listedGrade(warning)] += 1));
  return counts;
}

/** Open warnings of the run on the screen, by grade: from the list itself, so that both always agree. */
export const openCounts = computed(() =>
  loaded.open && loaded.openTotal <= MOST_LISTED
    ? counted(allWarnings.value.filter(isOpen))
    : (runSummary.value?.open ?? null),
);

/** Open warnings of the live city, by grade. */
export const liveCounts = computed(() =>
  runs.current === LIVE ? openCounts.value : (liveSummary.value?.open ?? null),
);

export const MOST = MOST_LISTED;

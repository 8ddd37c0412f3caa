// The REST interface of alerting. Every failure is an ApiError.

import { locale, t } from './i18n.js';

const BASE = '/api/v1';

export class ApiError extends Error {
  /** @param {number} status HTTP status; 0 if the server was not reached */
  constructor(status, detail, problem = null) {
    super(detail || `HTTP ${status}`);
    this.status = status;
    this.detail = detail;
    this.problem = problem;
  }

  /** What to tell the reader. */
  get text() {
    switch (this.status) {
      case 0:
        return t('error.network');
      case 403:
        return t('error.forbidden');
      case 404:
        return t('error.notFound');
      case 409:
      case 412:
        return t('error.conflict');
      case 413:
        return t('error.tooLarge');
      default:
        return t('error.server', { status: this.status });
    }
  }
}

let onUnauthorized = () => {};

export function whenUnauthorized(callback) {
  onUnauthorized = callback;
}

function csrfToken() {
  const cookie = document.cookie.split('; ').find((part) => part.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}

async function request(path, { method = 'GET', query = {}, body, form, file, signal, quietly = false, ifMatch } = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(given).toString();
  const headers = { Accept: 'application/json, application/geo+json, application/problem+json', 'Accept-Language': locale() };
  let payload;
  if (form) {
    payload = new URLSearchParams(form);
  } else if (file) {
    headers['Content-Type'] = file.type;
    payload = file;
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    payload = JSON.stringify(body);
  }
  if (ifMatch !== undefined) {
    headers['If-Match'] = `"${ifMatch}"`;
  }
  if (method !== 'GET') {
    headers['X-XSRF-TOKEN'] = csrfToken();
  }
  let response;
  try {
    response = await fetch(`${BASE}${path}${search ? `?${search}` : ''}`, {
      method,
      headers,
      body: payload,
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, '');
  }
  const text = await response.text();
  let content = null;
  try {
    content = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: a proxy's page, say. The status says enough.
  }
  if (!response.ok) {
    if (response.status === 401 && !quietly) {
      onUnauthorized();
    }
    throw new ApiError(response.status, content?.detail ?? content?.title ?? '', content);
  }
  return content;
}

const id = encodeURIComponent;

export const me = () => request('/me', { quietly: true });
export const login = async (username, password, code = '') => {
  const form = code ? { username, password, code } : { username, password };
  const options = { method: 'POST', form, quietly: true };
  try {
    return await request('/login', options);
  } catch (error) {
    if (error.status !== 403) {
      throw error;
    }
    // Without a CSRF cookie yet: any answer of the server brings one.
    await me().catch(() => {});
    return request('/login', options);
  }
};
export const loginOptions = () => request('/login', { quietly: true });
export const logout = () => request('/logout', { method: 'POST', quietly: true });

export const setOwnPassword = (current, next) =>
  request('/me/password', { method: 'POST', body: { current, next } });

export const beginSecondFactor = (password) => request('/me/second-factor', { method: 'POST', body: { password } });
export const confirmSecondFactor = (code) =>
  request('/me/second-factor/confirm', { method: 'POST', body: { code } });
export const removeSecondFactor = (name) => request(`/users/${id(name)}/second-factor`, { method: 'DELETE' });

export const roles = () => request('/roles');
export const users = (query) => request('/users', { query });
export const user = (name) => request(`/users/${id(name)}`);
export const createUser = (body) => request('/users', { method: 'POST', body });
export const changeUser = (name, body, version) =>
  request(`/users/${id(name)}`, { method: 'PUT', body, ifMatch: version });
export const unlockUser = (name) => request(`/users/${id(name)}/unlock`, { method: 'POST' });
export const resetPassword = (name) => request(`/users/${id(name)}/password`, { method: 'POST' });

export const tokens = () => request('/tokens', { query: { size: 500 } });
export const createToken = (body) => request('/tokens', { method: 'POST', body });
export const revokeToken = (tokenId) => request(`/tokens/${id(tokenId)}`, { method: 'DELETE' });

export const runs = async () => (await request('/runs')).items.filter((run) => run.id !== 'live');

export const warnings = (query, signal) => request('/warnings', { query, signal });
export const summary = (run, signal) => request('/warnings/summary', { query: { run }, signal });
export const warning = (warningId, signal) => request(`/warnings/${id(warningId)}`, { signal });
export const warningPlan = (warningId, signal) => request(`/warnings/${id(warningId)}/plan`, { signal });
export const alikeWarnings = (warningId, signal) => request(`/warnings/${id(warningId)}/alike`, { signal });
export const warningEvents = (warningId, signal) => request(`/warnings/${id(warningId)}/events`, { signal });
export const acknowledge = (warningId, comment) =>
  request(`/warnings/${id(warningId)}/acknowledge`, { method: 'POST', body: comment ? { comment } : {} });

export const handling = (warningId, signal) => request(`/warnings/${id(warningId)}/handling`, { signal });
export const told = (warningId, signal) => request(`/warnings/${id(warningId)}/notifications`, { signal });
export const handle = (warningId, action, body, version) =>
  request(`/warnings/${id(warningId)}/${action}`, { method: 'POST', body, ifMatch: version });

export const uploadPhoto = (warningId, file) => request(`/warnings/${id(warningId)}/photos`, { method: 'POST', file });
export const photoAddress = (warningId, photoId) => `${BASE}/warnings/${id(warningId)}/photos/${id(photoId)}`;

export const drills = () => request('/drills');
export const scenarios = () => request('/drills/scenarios');
export const drillPlaces = (scenario) => request(`/drills/scenarios/${id(scenario)}/assets`);
export const replays = () => request('/replays', { quietly: true });
export const orderReplay = (replay, body) => request(`/replays/${id(replay)}/orders`, { method: 'POST', body });
export const startDrill = (body) => request('/drills', { method: 'POST', body });

export const maintenance = () => request('/maintenance');
export const maintenanceTargets = (kind, q) => request('/maintenance/targets', { query: { kind, q } });
export const planMaintenance = (body) => request('/maintenance', { method: 'POST', body });
export const changeMaintenance = (windowId, action, body, version) =>
  request(`/maintenance/${id(String(windowId))}/${action}`, { method: 'POST', body, ifMatch: version });

export const handover = (at) => request('/handover', { query: { at } });
export const signHandover = (action, at, version) =>
  request(`/handover/${id(action)}`, { method: 'POST', body: { at }, ifMatch: version });
export const leaveNote = (text) => request('/handover/notes', { method: 'POST', body: { text } });
export const troubles = () => request('/troubles');
export const canary = () => request('/canary');
export const release = (warningId, signal) => request(`/warnings/${id(warningId)}/release`, { signal });
export const releases = (query, signal) => request('/releases', { query, signal });

export const incidents = (query, signal) => request('/incidents', { query, signal });
export const incident = (incidentId) => request(`/incidents/${id(incidentId)}`);
export const acknowledgeIncident = (incidentId) =>
  request(`/incidents/${id(incidentId)}/acknowledge`, { method: 'POST', body: {} });
export const splitIncident = (incidentId, body) =>
  request(`/incidents/${id(incidentId)}/split`, { method: 'POST', body });
export const joinIncident = (incidentId, body) =>
  request(`/incidents/${id(incidentId)}/join`, { method: 'POST', body });

export const alarmReport = (query) => request('/reports/alarms', { query });
export const alarmReportCsv = (query) =>
  `${BASE}/reports/alarms.csv?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`;

export const points = (query, signal) => request('/points', { query, signal });
export const point = (pointId, signal) => request(`/points/${id(pointId)}`, { signal });
export const readings = (pointId, query, signal) => request(`/points/${id(pointId)}/readings`, { query, signal });

export const around = (pointId, signal) => request(`/points/${id(pointId)}/around`, { signal });
export const history = (query, signal) => request('/history', { query, signal });
export const waveform = (query, signal) => request('/history/waveform', { query, signal });
export const reconciliation = (hours = 24) => request('/history/reconciliation', { query: { hours } });
export const historyCsv = (query) => `${BASE}/history.csv?${new URLSearchParams(query)}`;

export const gateways = (query, signal) => request('/gateways', { query, signal });
export const gateway = (gatewayId, signal) => request(`/gateways/${id(gatewayId)}`, { signal });

export const rules = () => request('/rules');
export const ruleItems = () => request('/rules/items');
export const ruleVersions = (query) => request('/rules/versions', { query });
export const ruleVersion = (setNumber) => request(`/rules/versions/${id(setNumber)}`);
export const checkRules = (body, signal) => request('/rules/check', { method: 'POST', body, signal });
export const applyRules = (body, seen) => request('/rules', { method: 'PUT', body, ifMatch: seen });

export const startBacktest = (body) => request('/rules/backtests', { method: 'POST', body });
export const backtest = (trial) => request(`/rules/backtests/${id(trial)}`);
export const cancelBacktest = (trial) => request(`/rules/backtests/${id(trial)}`, { method: 'DELETE' });

export const cityMap = () => request('/map');
export const mapLayer = (layer) => request(`/map/layers/${id(layer)}`);
export const risk = (signal) => request('/map/risk', { signal });
export const riskAt = (at, signal) => request('/map/risk', { query: { at }, signal });
export const warningCourse = (query, signal) => request('/warnings/course', { query, signal });

export const deadLetters = (query, signal) => request('/dead-letters', { query, signal });
export const deadLetterSummary = (signal) => request('/dead-letters/summary', { signal });
export const deadLetter = (letterId, signal) => request(`/dead-letters/${id(letterId)}`, { signal });
export const resubmitLetter = (letterId, body) =>
  request(`/dead-letters/${id(letterId)}/resubmit`, { method: 'POST', body });
export const resubmitLetters = (body) => request('/dead-letters/resubmit', { method: 'POST', body });
export const resubmission = (resubmissionId, signal) =>
  request(`/dead-letters/resubmissions/${id(resubmissionId)}`, { signal });

// A page that is loaded again takes over the id, so that its new stream ends the old one at the server. It lies in
// the tab's storage only between two pages: a duplicated tab must not get it too.
const TAB_KEY = 'lifeline.tab';
const tab =
  sessionStorage.getItem(TAB_KEY) ??
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
sessionStorage.removeItem(TAB_KEY);
addEventListener('pagehide', () => sessionStorage.setItem(TAB_KEY, tab));
addEventListener('pageshow', () => sessionStorage.removeItem(TAB_KEY));

export const streamAddress = (run, points, also = []) => {
  const query = new URLSearchParams({ run, tab });
  if (points.length) {
    query.set('points', points.join(','));
  }
  if (also.length) {
    query.set('also', also.join(','));
  }
  return `${BASE}/stream?${query}`;
};

// The wall of an operations centre: the whole live city at a glance, without a hand on the mouse.

import { computed, h, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { language, t } from '../i18n.js';
import { clean, count, elapsed, fullDay, fullTime, interval, nameOf, timeOfDay } from '../format.js';
import { go, href, replace, route } from '../router.js';
import { apply as applyTheme } from '../theme.js';
import {
  allWarnings,
  connection,
  GRADES,
  isOpen,
  listedGrade,
  LIVE,
  liveCounts,
  markOf,
  may,
  nowOf,
  onRaised,
  onResume,
  valueOf,
  wall,
  watchPoints,
} from '../store.js';
import { CityMap } from '../components/city-map.js';
import { drillMark, Elapsed, measured, place, ruleName } from '../components/bits.js';
import { gradeMark, gradeName } from '../components/grade.js';
import { TimeBar } from '../components/time-bar.js';
import { percent } from '../components/gateway-state.js';
import * as icons from '../components/icons.js';

const REFRESH_MS = 5000;
const SOON_MS = 400;
const RETRY_MS = 10_000;
const PAGE_SIZE = 500;
const CHIME_MS = 5000;
const LOOK_BACK_MS = 15 * 60_000;
const SCROLLS_BELOW = 900; // as in css/wall.css
const FITS_A_PAGE = 12;
const DESIGN = { width: 1920, height: 1080 };
const DOMAINS = ['gas', 'water', 'drainage', 'heating', 'bridge', 'elevator', 'duct', 'hazard'];
const rank = new Map(GRADES.map((grade, i) => [grade, i]));

/** The worst first, then the newest. */
const byUrgency = (a, b) =>
  rank.get(listedGrade(a)) - rank.get(listedGrade(b)) ||
  Number(Boolean(a.acknowledgedAt)) - Number(Boolean(b.acknowledgedAt)) ||
  (a.raisedAt < b.raisedAt ? 1 : -1);

/** A figure that is asked for again and again while the wall is up. */
function useFigure(ask) {
  const value = shallowRef(null);
  const failed = ref(false);
  const abort = new AbortController();
  let timer = null;
  let loading = false;
  let again = false;
  async function load() {
    // In a storm there is always a reason to ask anew: what is on its way must still arrive.
    if (loading) {
      again = true;
      return;
    }
    clearTimeout(timer);
    loading = true;
    try {
      value.value = await ask(abort.signal);
      failed.value = false;
    } catch {
      failed.value = true;
    }
    loading = false;
    if (!abort.signal.aborted) {
      timer = setTimeout(load, again ? SOON_MS : REFRESH_MS);
      again = false;
    }
  }
  load();
  const stop = onResume(load);
  onBeforeUnmount(() => {
    stop();
    abort.abort();
    clearTimeout(timer);
  });
  return { value, failed, load };
}

/** The city as it was at a moment; a moment that comes while another is asked for waits its turn. */
function usePast(at) {
  const value = shallowRef(null);
  const failed = ref(false);
  const abort = new AbortController();
  let loading = false;
  let asked = null;
  async function load() {
    if (loading || at.value === null || asked === at.value) {
      return;
    }
    loading = true;
    asked = at.value;
    const moment = new Date(asked).toISOString();
    try {
      const [risk, open] = await Promise.all([
        api.riskAt(moment, abort.signal),
        api.warnings({ at: moment, size: PAGE_SIZE }, abort.signal),
      ]);
      value.value = { at: asked, risk, open: open.items, total: open.total };
      failed.value = false;
    } catch {
      failed.value = true;
    }
    loading = false;
    if (!abort.signal.aborted) {
      load();
    }
  }
  watch(at, load, { immediate: true });
  onBeforeUnmount(() => abort.abort());
  return { value, failed };
}

/** All gateways, page by page. */
async function allGateways(signal) {
  const items = [];
  for (let page = 0; ; page++) {
    const answer = await api.gateways({ page, size: PAGE_SIZE }, signal);
    items.push(...answer.items);
    if (answer.items.length < PAGE_SIZE) {
      return { items };
    }
  }
}

const zeros = () => ({ RED: 0, ORANGE: 0, YELLOW: 0, BLUE: 0 });

/** The lifelines in their order; what belongs to none, such as recordings, only while it warns. */
function byDomain(lifelines) {
  const known = new Map(lifelines.map(({ lifeline, figures }) => [lifeline, figures]));
  const shown = known.get('other')?.grade ? [...DOMAINS, 'other'] : DOMAINS;
  return shown.map((domain) => {
    const figures = known.get(domain) ?? { points: 0, silent: 0, unheard: 0, open: {} };
    const dark = figures.silent + figures.unheard;
    return [domain, { points: figures.points, dark, open: { ...zeros(), ...figures.open } }];
  });
}

let audio = null;

/** Two short notes, loud enough for a room. */
function chime() {
  try {
    audio ??= new AudioContext();
    [880, 660].forEach((pitch, i) => {
      const note = audio.createOscillator();
      const volume = audio.createGain();
      const at = audio.currentTime + i * 0.28;
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.4, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.26);
      note.connect(volume).connect(audio.destination);
      note.start(at);
      note.stop(at + 0.27);
    });
  } catch {
    // A browser without sound still shows it.
  }
}

export const WallPage = {
  setup() {
    const liveRisk = useFigure(api.risk);
    const asked = Date.parse(route.value.query.at);
    const at = ref(Number.isFinite(asked) ? asked : null);
    const past = usePast(at);
    const isPast = computed(() => at.value !== null);
    const risk = {
      value: computed(() => (isPast.value ? (past.value.value?.risk ?? null) : liveRisk.value.value)),
      failed: computed(() => (isPast.value ? past.failed.value : liveRisk.failed.value)),
      load: () => liveRisk.load(),
    };
    function lookAt(ms) {
      at.value = ms;
      replace('wall', null, { at: ms === null ? null : new Date(ms).toISOString() });
    }
    watch(
      () => route.value.query.at,
      (text) => {
        const ms = Date.parse(text);
        at.value = Number.isFinite(ms) ? ms : null;
      },
    );
    // Gateways serve the whole city: who is there for some districts does not see them.
    const whole = may('VIEWER');
    const nothing = { value: ref(null), failed: ref(false) };
    const gateways = whole ? useFigure(allGateways) : nothing;
    const letters = whole ? useFigure(api.deadLetterSummary) : nothing;
    const city = useFigure(api.cityMap).value;

    // The wall is dark whatever the reader's own screen is.
    document.documentElement.dataset.theme = 'dark';
    document.documentElement.classList.add('is-wall');
    onBeforeUnmount(() => {
      document.documentElement.classList.remove('is-wall');
      applyTheme();
    });

    const root = ref(null);
    const scale = ref(1);
    const fits = ref(8);
    function measure() {
      const scrolls = innerWidth < SCROLLS_BELOW;
      scale.value = Math.max(
        0.7,
        scrolls ? 1 : Math.min(innerWidth / DESIGN.width, innerHeight / DESIGN.height),
      );
      const list = root.value?.querySelector('.wall-list');
      if (scrolls) {
        fits.value = FITS_A_PAGE;
      } else if (list) {
        fits.value = Math.max(1, Math.floor((list.clientHeight + 8 * scale.value) / (82 * scale.value)));
      }
    }
    const resized = new ResizeObserver(measure);
    onMounted(() => {
      measure();
      resized.observe(root.value);
    });
    onBeforeUnmount(() => resized.disconnect());

    // A browser plays nothing before somebody has touched the page: after a reload the button says so.
    const sound = ref('off');
    let chimedAt = 0;
    function toggleSound() {
      sound.value = sound.value === 'on' ? 'off' : 'on';
      if (sound.value === 'on') {
        chime();
      }
    }
    const stopRaised = onRaised((raised) => {
      risk.load();
      const now = Date.now();
      if (sound.value === 'on' && now - chimedAt > CHIME_MS && raised.some((warning) => warning.grade === 'RED')) {
        chimedAt = now;
        chime();
      }
    });
    onBeforeUnmount(stopRaised);

    const open = computed(() =>
      isPast.value ? [...(past.value.value?.open ?? [])].sort(byUrgency) : allWarnings.value.filter(isOpen).sort(byUrgency),
    );
    const reading = computed(() => isPast.value && past.value.value === null);
    const counts = computed(() => {
      if (!isPast.value) {
        return liveCounts.value;
      }
      if (reading.value) {
        return null;
      }
      const all = zeros();
      open.value.forEach((warning) => (all[listedGrade(warning)] += 1));
      return all;
    });
    const shown = computed(() => {
      const most = fits.value;
      return open.value.length > most ? open.value.slice(0, Math.max(1, most - 1)) : open.value;
    });
    const shownPoints = computed(() => [...new Set(shown.value.map((warning) => warning.point).filter(Boolean))]);
    watch(
      () => shownPoints.value.join('\n'),
      () => watchPoints('wall', isPast.value ? [] : shownPoints.value),
      { immediate: true },
    );
    onBeforeUnmount(() => watchPoints('wall', []));
    const unansweredRed = computed(() =>
      !isPast.value && open.value.some((warning) => listedGrade(warning) === 'RED' && !warning.acknowledgedAt),
    );

    const cityName = () => (city.value?.name ? nameOf(city.value.name, '') : '');

    const head = () => {
      const now = at.value ?? nowOf(LIVE);
      return h('header', { class: 'wall-head' }, [
        h('a', { class: 'wall-brand', href: href('warnings'), title: t('wall.leave') }, [
          icons.mark(Math.round(36 * scale.value)),
          h('span', { class: 'wall-title' }, cityName() || t('app.name')),
          h('span', { class: 'wall-subtitle' }, t('app.purpose')),
        ]),
        h(
          'div',
          { class: 'wall-counts', role: 'group', 'aria-label': t('nav.openByGrade') },
          GRADES.map((grade) => {
            const n = counts.value?.[grade];
            return h('div', { class: ['wall-count', grade.toLowerCase(), !n && 'zero'], 'data-test': `wall-${grade}` }, [
              gradeMark(grade, { size: Math.round(22 * scale.value) }),
              h('span', { class: 'wall-number' }, count(n)),
              h('span', { class: 'wall-word' }, gradeName(grade)),
            ]);
          }),
        ),
        h('div', { class: 'wall-clock' }, [
          h('span', { class: ['wall-connection', connection.state], 'data-test': 'wall-connection' }, [
            h('span', { class: 'connection-dot', 'aria-hidden': 'true' }),
            connection.state === 'lost' && connection.lastBytes
              ? t('wall.oldSince', { time: timeOfDay(connection.lastBytes) })
              : t(`connection.${connection.state === 'busy' ? 'lost' : connection.state}`),
          ]),
          h(
            'button',
            {
              type: 'button',
              class: 'button bare wall-sound',
              'aria-pressed': sound.value === 'on' ? 'true' : 'false',
              title: t('wall.soundTitle'),
              'data-test': 'wall-sound',
              onClick: toggleSound,
            },
            [sound.value === 'on' ? icons.sound() : icons.muted(), t(`wall.sound.${sound.value}`)],
          ),
          !isPast.value &&
            h(
              'button',
              {
                type: 'button',
                class: 'button bare wall-sound',
                'data-test': 'look-back',
                onClick: () => lookAt(Math.round(nowOf(LIVE) - LOOK_BACK_MS)),
              },
              [icons.rewind(), t('past.look')],
            ),
          h('span', { class: 'wall-day' }, fullDay(now)),
          h('time', { class: 'wall-time' }, timeOfDay(now)),
        ]),
      ]);
    };

    const domains = () =>
      h('section', { class: 'wall-panel wall-domains' }, [
        h('h2', t('wall.domains')),
        h('table', [
          h('thead', { class: 'unseen' }, [
            h('tr', [h('th', t('wall.domain')), ...GRADES.map((grade) => h('th', gradeName(grade))), h('th', t('wall.heard'))]),
          ]),
          h(
            'tbody',
            byDomain(risk.value.value?.risk.lifelines ?? []).map(([domain, { points, dark, open: grades }]) =>
              h('tr', { 'data-test': `domain-${domain}` }, [
                h('th', { scope: 'row' }, t(`domain.${domain}`)),
                ...GRADES.map((grade) =>
                  h('td', { class: [grades[grade] ? `${grade.toLowerCase()}-ink` : 'zero'] }, [
                    grades[grade] ? gradeMark(grade, { size: Math.round(12 * scale.value) }) : null,
                    grades[grade] ? count(grades[grade]) : '·',
                  ]),
                ),
                h('td', { class: ['wall-heard', points && dark * 10 >= points * 3 && 'is-blind'] }, [
                  points ? percent((points - dark) / points) : '–',
                ]),
              ]),
            ),
          ),
        ]),
      ]);

    const answers = () => {
      const all = new Map((risk.value.value?.answers ?? []).map((answer) => [answer.peak, answer]));
      return h('section', { class: 'wall-panel wall-answers' }, [
        h('h2', t('wall.answers')),
        h('table', [
          h('thead', [
            h('tr', [
              h('th', { class: 'unseen' }, t('wall.grade')),
              h('th', t('wall.acknowledged')),
              h('th', t('wall.median')),
              h('th', t('wall.target')),
            ]),
          ]),
          h(
            'tbody',
            GRADES.map((grade) => {
              const answer = all.get(grade);
              const median = answer?.medianSeconds ?? null;
              const deadline = risk.value.value?.deadlineSeconds?.[grade] ?? null;
              const slow = median !== null && deadline !== null && median > deadline;
              return h('tr', [
                h('th', { scope: 'row' }, [gradeMark(grade, { size: Math.round(12 * scale.value) }), gradeName(grade)]),
                h('td', answer ? `${count(answer.acknowledged)} / ${count(answer.warnings)}` : '–'),
                h('td', { class: slow ? 'is-slow' : null }, median === null ? '–' : elapsed(median * 1000)),
                h('td', { class: 'soft' }, deadline === null ? '–' : interval(deadline * 1000)),
              ]);
            }),
          ),
        ]),
      ]);
    };

    const sum = (figure) => (risk.value.value?.risk.lifelines ?? []).reduce((n, { figures }) => n + figures[figure], 0);

    const state = () => {
      const listed = gateways.value.value?.items ?? [];
      const silent = listed.filter((gateway) => gateway.silent).length;
      const faulty = listed.filter((gateway) => gateway.clockFault).length;
      const missing = listed.reduce((n, gateway) => n + gateway.missing, 0);
      const received = listed.reduce((n, gateway) => n + gateway.received, 0);
      const newest = listed.reduce((best, { lastHeardAt }) => (lastHeardAt > best ? lastHeardAt : best), '');
      const refused = (letters.value.value?.reasons ?? []).reduce((n, reason) => n + (reason.count ?? 0), 0);
      const points = sum('points');
      const figure = (key, value, bad, note) =>
        h('div', { class: ['wall-figure', bad && 'is-bad'], 'data-test': `wall-figure-${key}` }, [
          h('dt', t(`wall.${key}`)),
          h('dd', [h('span', value), note && h('small', note)]),
        ]);
      return h('section', { class: 'wall-panel wall-state' }, [
        h('h2', t('wall.state')),
        h('dl', [
          figure(
            'sensors',
            points ? count(points - sum('silent') - sum('unheard')) : '–',
            sum('silent') > 0,
            t('wall.sensorsOf', { total: count(points), silent: count(sum('silent')), unheard: count(sum('unheard')) }),
          ),
          whole && !isPast.value && [
            figure(
              'gateways',
              listed.length ? count(listed.length - silent) : '–',
              silent > 0 || faulty > 0,
              t('wall.gatewaysOf', { total: count(listed.length), faulty: count(faulty) }),
            ),
            figure(
              'complete',
              received ? percent(received / (received + missing)) : '–',
              missing > 0,
              t('wall.completeOf', { missing: count(missing) }),
            ),
            figure(
              'newest',
              newest ? t('wall.ago', { time: elapsed(nowOf(LIVE) - Date.parse(newest)) }) : '–',
              newest !== '' && nowOf(LIVE) - Date.parse(newest) > 60_000,
            ),
            figure('refused', letters.value.value ? count(refused) : '–', false),
          ],
        ]),
        (risk.failed.value || gateways.failed.value) &&
          h('p', { class: 'wall-stale', role: 'alert' }, t('wall.stale')),
      ]);
    };

    const item = (warning) => {
      const grade = listedGrade(warning);
      return h(
        'li',
        { key: warning.id, class: ['wall-item', grade.toLowerCase(), !isPast.value && markOf(warning.id) === 'new' && 'is-new'], 'data-id': warning.id },
        h('a', { href: href('warnings', warning.id, { state: isPast.value ? 'all' : null }) }, [
          gradeMark(grade, { hollow: !warning.grade, size: Math.round(20 * scale.value) }),
          h('span', { class: 'wall-item-line' }, [
            h('span', { class: 'wall-item-title' }, [drillMark(warning), ruleName(warning)]),
            h(
              'span',
              { class: `wall-item-value ${grade.toLowerCase()}-ink` },
              measured(isPast.value ? warning.value : valueOf(warning), warning.unit),
            ),
          ]),
          h('span', { class: 'wall-item-line' }, [
            h('span', { class: 'wall-item-place' }, [
              place(warning),
              warning.district ? ` · ${districtName(warning.district)}` : '',
            ]),
            h('span', { class: ['wall-item-since', !warning.acknowledgedAt && 'is-unanswered'] }, [
              isPast.value
                ? elapsed(Math.max(0, at.value - Date.parse(warning.raisedAt)))
                : h(Elapsed, { from: warning.raisedAt, run: LIVE }),
              ' · ',
              warning.acknowledgedAt ? clean(warning.acknowledgedBy) : t('wall.unanswered'),
            ]),
          ]),
        ]),
      );
    };

    const list = () => {
      const rest = open.value.slice(shown.value.length);
      const restCounts = zeros();
      rest.forEach((warning) => (restCounts[listedGrade(warning)] += 1));
      return h('section', { class: 'wall-panel wall-warnings' }, [
        h('h2', t('wall.open')),
        h('ol', { class: 'wall-list', 'data-test': 'wall-list' }, [
          shown.value.map(item),
          !open.value.length &&
            h('li', { class: 'wall-none' }, reading.value ? t('past.reading') : [icons.check(), t('warnings.noneOpen')]),
          rest.length > 0 &&
            h('li', { class: 'wall-rest', 'data-test': 'wall-rest' }, [
              h('a', { href: href('warnings') }, t('wall.more', { count: count(rest.length) })),
              GRADES.filter((grade) => restCounts[grade]).map((grade) =>
                h('span', [
                  gradeMark(grade, { size: Math.round(13 * scale.value) }),
                  h('span', { class: 'unseen' }, gradeName(grade)),
                  count(restCounts[grade]),
                ]),
              ),
            ]),
        ]),
      ]);
    };

    const legend = () =>
      h('ul', { class: 'wall-legend', 'aria-label': t('wall.legend') }, [
        GRADES.map((grade) => h('li', [gradeMark(grade, { size: Math.round(13 * scale.value) }), gradeName(grade)])),
        h('li', [
          h('span', { class: 'legend-hazard', 'aria-hidden': 'true' }, GRADES.map((grade) => h('i', { class: grade.toLowerCase() }))),
          t('map.hazard'),
        ]),
        h('li', [h('span', { class: 'legend-blind', 'aria-hidden': 'true' }), t('wall.blind')]),
        h('li', [h('span', { class: 'legend-calm', 'aria-hidden': 'true' }), t('wall.calm')]),
      ]);

    const mapFailed = ref(false);
    let retry = null;
    function onMapFailed() {
      mapFailed.value = true;
      retry = setTimeout(() => (mapFailed.value = false), RETRY_MS);
    }
    onBeforeUnmount(() => clearTimeout(retry));

    return () => {
      wall.value; // the clock
      return h('div', { ref: root, class: ['wall', unansweredRed.value && 'has-red', isPast.value && 'is-past', connection.state === 'lost' && 'is-old'] }, [
        h('h1', { class: 'unseen' }, t('nav.wall')),
        head(),
        h('div', { class: 'wall-side' }, [domains(), answers(), state()]),
        h('section', { class: 'wall-map', 'aria-label': t('wall.map') }, [
          mapFailed.value
            ? h('p', { class: 'wall-stale', role: 'alert' }, t('wall.mapFailed'))
            : h(CityMap, {
                risk: risk.value.value?.risk ?? null,
                scale: scale.value,
                language: language.value,
                onSelect: (spot) => {
                  const found = open.value.find((warning) => warning.asset === spot.asset);
                  if (found) {
                    go('warnings', found.id);
                  }
                },
                onFailed: onMapFailed,
              }),
          isPast.value &&
            h('strong', { class: 'past-mark wall-past', 'data-test': 'past-mark' }, reading.value ? t('past.reading') : t('past.shown', { time: fullTime(past.value.value.at) })),
          isPast.value && past.failed.value && h('p', { class: 'wall-stale wall-past-failed', role: 'alert' }, t('past.failed')),
          legend(),
        ]),
        list(),
        isPast.value && h(TimeBar, { at: at.value, onAt: lookAt, onNow: () => lookAt(null) }),
      ]);
    };
  },
};

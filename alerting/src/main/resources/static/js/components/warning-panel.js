// One warning: beside the list where there is room, over it where there is not.

import { computed, h, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, count, fullTime, limitFigure, nameOf } from '../format.js';
import { href, replace } from '../router.js';
import {
  LIVE,
  nowOf,
  onResume,
  peakOf,
  runs,
  takeWarning,
  valueOf,
  warningById,
  watchPoints,
} from '../store.js';
import { intervalOf, useReadings } from '../readings.js';
import { drillMark, Elapsed, failure, maintenanceMark, marksOf, measured, Moment, name } from './bits.js';
import { Around } from './around.js';
import { PointChart } from './chart.js';
import { gradeBadge, gradeName } from './grade.js';
import { AlikeSection } from './alike.js';
import { HandlingSection } from './handling.js';
import { PlanSection } from './plan.js';
import { ReleaseSection } from './release.js';
import { incidentTitle } from './incident-row.js';
import { Timeline } from './timeline.js';
import { fact, SidePanel } from './side-panel.js';

const LEAST_MARGIN_MS = 5 * 60_000;

/** The stretch that a warning's chart shows: the episode, and as much before and after as tells how it came about. */
function stretch(warning) {
  const from = Date.parse(warning.raisedAt);
  const end = warning.clearedAt ? Date.parse(warning.clearedAt) : null;
  const margin = Math.max(LEAST_MARGIN_MS, ((end ?? nowOf(warning.run)) - from) * 0.4);
  if (end !== null) {
    return { from: from - margin, to: end + margin };
  }
  // An open one is followed to now; of a recording, to where it stands.
  return { from: from - margin, to: warning.run === LIVE ? null : nowOf(warning.run) };
}

export const WarningPanel = {
  props: { id: { type: String, required: true } },
  emits: ['close'],
  setup(props, { emit }) {
    const fetched = shallowRef(null);
    const warning = computed(() => warningById(props.id) ?? fetched.value);
    const events = shallowRef([]);
    const point = shallowRef(null);
    const problem = shallowRef(null);

    async function fetchWarning() {
      problem.value = null;
      try {
        const found = await api.warning(props.id);
        fetched.value = found;
        takeWarning(found);
        if (found.run !== runs.current) {
          replace('warnings', found.id, { run: found.run === LIVE ? null : found.run });
        }
      } catch (error) {
        problem.value = error;
      }
    }

    async function fetchEvents() {
      try {
        const found = await api.warningEvents(props.id);
        events.value = Array.isArray(found) ? found : (found?.items ?? []);
      } catch {
        // The next event of this warning asks again.
      }
    }

    onMounted(fetchWarning);
    const stopResume = onResume(() => {
      fetchWarning();
      fetchEvents();
    });
    onBeforeUnmount(() => {
      stopResume();
      watchPoints('panel', []);
    });

    watch(
      () => warning.value?.lastEventNumber,
      (n) => n !== undefined && fetchEvents(),
      { immediate: true },
    );
    watch(
      () => warning.value?.point,
      async (id) => {
        if (!id) {
          return;
        }
        watchPoints('panel', warning.value.run === LIVE ? [id] : []);
        try {
          point.value = await api.point(id);
        } catch {
          point.value = null; // no longer registered: the chart goes without thresholds
        }
      },
      { immediate: true },
    );

    // Fixed when the panel opens or the warning ends, so that the chart does not jump at every event.
    const wanted = computed((before) => {
      const w = warning.value;
      if (!w?.point) {
        return null;
      }
      const key = `${w.id}/${w.clearedAt}`;
      return before?.key === key ? before : { key, point: w.point, run: w.run, ...stretch(w) };
    });
    const { state: readings, reload: reloadReadings } = useReadings(() => {
      const want = wanted.value;
      return want && { point: want.point, run: want.run, from: want.from, to: want.to };
    });

    const thresholds = computed(() =>
      (point.value?.thresholds ?? []).filter((limit) => limit.rule === warning.value?.rule),
    );
    const source = computed(() => thresholds.value.map((limit) => limit.source).find(Boolean));
    const episode = computed(() => {
      const w = warning.value;
      return w && { from: Date.parse(w.raisedAt), to: w.clearedAt ? Date.parse(w.clearedAt) : readings.to };
    });
    const changes = computed(() => events.value.filter((event) => event.kind !== 'PEAKED'));

    const figure = (label, value, sub, ink) =>
      h('div', { class: 'big-figure' }, [
        h('dt', label),
        h('dd', { class: ink }, value),
        sub && h('dd', { class: 'sub' }, sub),
      ]);

    /** What has happened and what to do first, in the rule's words. */
    function said(w) {
      const { outlook } = w;
      // The minutes count from the event that said them; what is left grows less.
      const gone = outlook ? (nowOf(w.run) - Date.parse(outlook.at)) / 60_000 : 0;
      const left = (minutes) => (Number.isFinite(minutes) ? Math.max(0, Math.round(minutes - gone)) : null);
      const minutes = left(outlook?.minutes);
      const range = [left(outlook?.earliest), left(outlook?.latest)];
      const red = left(outlook?.minutesToRed);
      const text = nameOf(w.text, '');
      const measures = nameOf(w.measures, '');
      return (
        (text || measures || minutes !== null) &&
        h('section', { class: 'panel-section said', 'data-test': 'said' }, [
          text && h('p', h('bdi', text)),
          minutes !== null &&
            h('p', { class: 'strong', 'data-test': 'outlook' }, [
              t('warning.outlook', { minutes: count(minutes) }),
              !range.includes(null) &&
                h('span', { class: 'soft' }, [
                  ' ',
                  t('warning.outlookRange', { earliest: count(range[0]), latest: count(range[1]) }),
                ]),
              red !== null &&
                h('span', { class: 'red-ink' }, [' ', t('warning.outlookRed', { minutes: count(red) })]),
            ]),
          measures && h('div', { class: 'measures' }, [h('h3', t('warning.measures')), h('p', h('bdi', measures))]),
        ])
      );
    }

    function content(w) {
      const gone = w.clearedAt !== null && w.clearedAt !== undefined;
      return [
        h('dl', { class: 'big-figures' }, [
          figure(
            t(gone ? 'warning.last' : 'warning.now'),
            measured(valueOf(w), w.unit),
            Number.isFinite(w.limit) ? t('row.limit', { value: limitFigure(w.limit, w.unit) }) : '',
            w.grade && `${w.grade.toLowerCase()}-ink`,
          ),
          figure(t('warning.peak'), measured(peakOf(w), w.unit), gradeName(w.peak), `${w.peak.toLowerCase()}-ink`),
          figure(
            gone ? t('warning.duration') : t('warning.since'),
            h(Elapsed, { from: w.raisedAt, to: gone ? w.clearedAt : null, run: w.run }),
            h(Moment, { at: w.raisedAt, run: w.run }),
          ),
        ]),
        said(w),
        h(PlanSection, { key: `plan/${w.id}`, id: w.id, peak: w.peak }),
        h(HandlingSection, { warning: w }),
        h(AlikeSection, { key: `alike/${w.id}`, id: w.id, run: w.run }),
        w.run === LIVE && h(ReleaseSection, { warning: w }),
        h('section', { class: 'panel-section' }, [
          h('div', { class: 'section-head' }, [
            h('h3', t('warning.chart')),
            w.point &&
              h(
                'a',
                { class: 'more-link', href: href('points', w.point, { run: w.run === LIVE ? null : w.run }) },
                t('warning.openPoint'),
              ),
            w.point &&
              h(
                'a',
                {
                  class: 'more-link',
                  href: href('explorer', null, {
                    run: w.run === LIVE ? null : w.run,
                    points: w.point,
                    from: new Date(readings.from).toISOString(),
                    to: new Date(readings.to).toISOString(),
                  }),
                  'data-test': 'explore',
                },
                t('explorer.openHere'),
              ),
          ]),
          readings.error
            ? failure(readings.error, reloadReadings)
            : h(PointChart, {
                name: nameOf(w.pointName, w.point),
                samples: readings.samples,
                bucketMs: readings.bucketMs,
                intervalMs: intervalOf(point.value),
                thresholds: thresholds.value,
                unitCode: w.unit,
                from: readings.from,
                to: readings.to,
                episode: episode.value,
                events: changes.value,
                loading: readings.loading,
              }),
        ]),
        w.point && h(Around, { key: w.id, warning: w, location: point.value?.location ?? null }),
        h('section', { class: 'panel-section' }, [
          h('h3', t('warning.events')),
          h(Timeline, { events: events.value, unitCode: w.unit, run: w.run }),
        ]),
        h('section', { class: 'panel-section' }, [
          h('dl', { class: 'facts' }, [
            fact(
              t('warning.point'),
              w.point &&
                h('a', { href: href('points', w.point, { run: w.run === LIVE ? null : w.run }) }, [
                  h('bdi', { class: 'code' }, clean(w.point)),
                ]),
            ),
            fact(t('warning.asset'), w.asset && h('bdi', { class: 'code' }, clean(w.asset))),
            fact(
              t('incident.title'),
              w.incident &&
                h(
                  'a',
                  {
                    href: href('incidents', w.incident, { run: w.run === LIVE ? null : w.run }),
                    'data-test': 'to-incident',
                  },
                  h('bdi', incidentTitle(w.incident, w)),
                ),
            ),
            fact(t('warning.district'), districtName(w.district) && h('bdi', districtName(w.district))),
            fact(t('warning.certainty'), t(`certainty.${w.certainty}`)),
            fact(
              t('warning.gradeSince'),
              !gone && h('time', { datetime: w.gradeSince }, fullTime(Date.parse(w.gradeSince))),
            ),
            fact(t('warning.cleared'), gone && h('time', { datetime: w.clearedAt }, fullTime(Date.parse(w.clearedAt)))),
            fact(t('warning.changes'), t('warning.changesOf', { up: w.upgrades, down: w.downgrades })),
            fact(
              t('warning.rule'),
              h('bdi', t('warning.ruleVersion', { rule: clean(w.rule), version: clean(w.rulesVersion) })),
            ),
            fact(t('warning.source'), source.value && h('bdi', clean(source.value))),
          ]),
        ]),
      ];
    }

    return () => {
      const w = warning.value;
      return h(
        SidePanel,
        {
          label: t('warning.title'),
          tone: (w?.grade ?? 'gone').toLowerCase(),
          onClose: () => emit('close'),
        },
        {
          above: () => w && h('div', { class: 'panel-grade' }, [gradeBadge(w.grade, w.peak, 18), drillMark(w), maintenanceMark(w), ...marksOf(w)]),
          title: () => (w ? name(w.ruleName, w.rule) : t('warning.title')),
          below: () =>
            w &&
            h('p', { class: 'panel-where' }, [
              h('bdi', nameOf(w.pointName, w.point)),
              nameOf(w.assetName, w.asset) && [' · ', h('bdi', nameOf(w.assetName, w.asset))],
              districtName(w.district) && [' · ', h('bdi', districtName(w.district))],
            ]),
          default: () =>
            w
              ? content(w)
              : problem.value?.status === 404
                ? h('p', { class: 'soft' }, t('warning.gone'))
                : problem.value
                  ? failure(problem.value, fetchWarning)
                  : null,
        },
      );
    };
  },
};

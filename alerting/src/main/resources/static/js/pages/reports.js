// How warnings came and were answered in a shift, a day or a month: figures after ISA-18.2, to read, print and export.

import { computed, h, onMounted, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, count, elapsed, fullMinute, fullTime, interval, nameOf, number } from '../format.js';
import { href, replace, route } from '../router.js';
import { LIVE, runs } from '../store.js';
import { failure, labelled } from '../components/bits.js';
import { gradeMark, gradeName } from '../components/grade.js';
import * as icons from '../components/icons.js';

const PERIODS = ['shift', 'day', 'month'];

const seconds = (value) => (value === null || value === undefined ? '–' : elapsed(value * 1000));
const percent = (part, whole) => (whole ? `${number((100 * part) / whole)} %` : '–');

function table(label, columns, rows, test) {
  return h('section', { class: 'report-section', 'data-test': test }, [
    h('h2', label),
    rows.length
      ? h('table', { class: 'report-table stacked' }, [
          h('thead', h('tr', columns.map(({ text, figure }) => h('th', { scope: 'col', class: figure && 'figure-cell' }, text)))),
          h('tbody', rows.map((cells, i) =>
            h('tr', { key: i }, cells.map((cell, c) =>
              c ? labelled(columns[c].text, cell, { class: columns[c].figure && 'figure-cell' }) : h('td', cell),
            )),
          )),
        ])
      : h('p', { class: 'soft' }, t('report.none')),
  ]);
}

const source = (one) => [
  h('span', { class: 'line strong' }, h('bdi', nameOf(one.ruleName, one.rule))),
  h('span', { class: 'sub line' }, h('bdi', [nameOf(one.assetName, ''), nameOf(one.pointName, one.point), districtName(one.district)].filter(Boolean).join(' · '))),
];

function bars(report) {
  const most = Math.max(10, ...report.slots);
  const width = 720;
  const height = 120;
  const step = width / report.slots.length;
  const y = (value) => height - (height * value) / most;
  const daily = report.slotSeconds > 600;
  return h('section', { class: 'report-section' }, [
    h('h2', t(daily ? 'report.perDay' : 'report.perSlot')),
    h('svg', { class: 'report-bars', viewBox: `0 0 ${width} ${height + 4}`, role: 'img', 'aria-label': t('report.barsLabel', { most: count(Math.max(...report.slots)) }) }, [
      h('line', { class: 'axis', x1: 0, x2: width, y1: height, y2: height }),
      !daily && h('line', { class: 'limit', x1: 0, x2: width, y1: y(10), y2: y(10) }),
      ...report.slots.map((value, i) =>
        value > 0
          ? h('rect', { class: !daily && value >= 10 ? 'bar flood' : 'bar', x: i * step + step * 0.1, width: step * 0.8, y: y(value), height: height - y(value) }, h('title', `${fullTime(Date.parse(report.from) + i * report.slotSeconds * 1000)}: ${value}`))
          : null,
      ),
    ]),
    h('div', { class: 'report-axis' }, [
      h('span', fullMinute(Date.parse(report.from))),
      !daily && h('span', { class: 'soft' }, t('report.floodLine')),
      h('span', fullMinute(Date.parse(report.to))),
    ]),
  ]);
}

export const ReportsPage = {
  setup() {
    const state = shallowReactive({ report: null, error: null });
    const period = computed(() => (PERIODS.includes(route.value.query.period) ? route.value.query.period : 'day'));
    const at = computed(() => route.value.query.at ?? null);

    async function load() {
      const asked = { period: period.value, at: at.value, run: runs.current };
      try {
        const report = await api.alarmReport(asked);
        state.report = report;
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }
    onMounted(load);
    watch([period, at, () => runs.current], load);

    const run = () => (runs.current === LIVE ? null : runs.current);
    const show = (query) => replace('reports', null, { run: run(), ...query });
    const move = (direction) => {
      const { report } = state;
      // A second beyond the edge is in the next one, however long that is.
      const ms = direction < 0 ? Date.parse(report.from) - 1000 : Date.parse(report.to) + 1000;
      show({ period: period.value, at: new Date(ms).toISOString() });
    };

    const figure = (label, value, note, bad) =>
      h('div', { class: ['report-figure', bad && 'bad'] }, [h('dt', label), h('dd', [h('strong', value), note && h('span', { class: 'sub' }, note)])]);

    function body(report) {
      const floods = report.floods.length;
      return [
        h('dl', { class: 'report-figures' }, [
          figure(t('report.warnings'), count(report.warnings), t('report.acceptable')),
          figure(t('report.perTen'), number(report.perTenMinutes), t('report.perTenNote'), report.perTenMinutes > 1),
          figure(t('report.worstTen'), count(report.worstTenMinutes), t('report.worstTenNote'), report.worstTenMinutes >= 10),
          figure(t('report.floods'), count(floods), null, floods > 0),
          figure(t('report.chattering'), count(report.chattering.length), t('report.chatteringNote'), report.chattering.length > 0),
          figure(t('report.stale'), count(report.staleTotal), t('report.staleNote'), report.staleTotal > 0),
        ]),
        bars(report),
        table(
          t('report.answers'),
          [
            { text: t('column.grade') },
            { text: t('report.warnings'), figure: true },
            { text: t('report.share'), figure: true },
            { text: t('report.target'), figure: true },
            { text: t('report.within'), figure: true },
            { text: t('report.acknowledged'), figure: true },
            { text: t('report.assessed'), figure: true },
            { text: t('report.closed'), figure: true },
          ],
          report.answers.map((one) => [
            h('span', { class: 'report-grade' }, [gradeMark(one.grade, { size: 14 }), gradeName(one.grade)]),
            count(one.warnings),
            percent(one.warnings, report.warnings),
            interval(one.targetSeconds * 1000),
            one.warnings ? `${percent(one.within, one.warnings)}` : '–',
            ...[one.acknowledged, one.assessed, one.closed].map((times) =>
              times.count ? `${seconds(times.medianSeconds)} / ${seconds(times.p90Seconds)}` : '–',
            ),
          ]),
          'report-answers',
        ),
        table(
          t('report.floods'),
          [{ text: t('report.from') }, { text: t('report.lasted'), figure: true }, { text: t('report.warnings'), figure: true }, { text: t('report.worstTen'), figure: true }],
          report.floods.map((flood) => [
            fullTime(Date.parse(flood.from)),
            flood.to ? elapsed(Date.parse(flood.to) - Date.parse(flood.from)) : t('report.goesOn'),
            count(flood.warnings),
            count(flood.worst),
          ]),
          'report-floods',
        ),
        table(
          t('report.top'),
          [{ text: t('report.source') }, { text: t('report.warnings'), figure: true }, { text: t('report.share'), figure: true }],
          report.top.map((one) => [source(one.source), count(one.warnings), percent(one.warnings, report.warnings)]),
          'report-top',
        ),
        table(
          t('report.chattering'),
          [{ text: t('report.source') }, { text: t('report.trips'), figure: true }, { text: t('report.worstMinute'), figure: true }],
          report.chattering.map((one) => [source(one.source), count(one.trips), count(one.worst)]),
          'report-chatter',
        ),
        table(
          t('report.stale'),
          [{ text: t('report.source') }, { text: t('column.grade') }, { text: t('report.from') }],
          report.stale.map((one) => [
            h('a', { href: href('warnings', one.id, { run: run() }) }, source(one.source)),
            gradeName(one.peak),
            fullTime(Date.parse(one.raisedAt)),
          ]),
          'report-stale',
        ),
        table(
          t('report.false'),
          [{ text: t('warning.rule') }, { text: t('report.warnings'), figure: true }, { text: t('report.judged'), figure: true }, { text: t('report.wrong'), figure: true }, { text: t('report.wrongShare'), figure: true }],
          report.falseRates
            .filter((one) => one.assessed)
            .map((one) => [h('bdi', nameOf(one.ruleName, one.rule)), count(one.warnings), count(one.assessed), count(one.wrong), percent(one.wrong, one.assessed)]),
          'report-false',
        ),
        report.people &&
          table(
            t('report.people'),
            [{ text: t('report.person') }, { text: t('report.messages'), figure: true }, { text: t('report.worstTen'), figure: true }],
            report.people.map((one) => [h('bdi', clean(one.name)), count(one.messages), count(one.most)]),
            'report-people',
          ),
      ];
    }

    return () => {
      const { report } = state;
      return h('div', { class: 'page' }, h('div', { class: 'page-main report', 'data-test': 'report' }, [
        h('div', { class: 'page-head' }, [
          h('h1', { class: 'page-title' }, t('report.title')),
          report &&
            h('p', { class: 'soft', 'data-test': 'report-period' }, [
              t('report.range', { from: fullMinute(Date.parse(report.from)), to: fullMinute(Date.parse(report.to)) }),
              !report.complete && ` · ${t('report.soFar', { time: fullTime(Date.parse(report.end)) })}`,
              runs.current !== LIVE && ` · ${t('run.replay', { title: clean(runs.current) })}`,
            ]),
        ]),
        h('div', { class: 'toolbar no-print' }, [
          h('div', { class: 'segments', role: 'group', 'aria-label': t('report.period') },
            PERIODS.map((one) =>
              h('button', {
                type: 'button',
                class: 'segment',
                'aria-pressed': period.value === one ? 'true' : 'false',
                'data-test': `period-${one}`,
                onClick: () => show({ period: one, at: at.value }),
              }, t(`report.${one}`)),
            ),
          ),
          h('button', { type: 'button', class: 'button small', 'aria-label': t('report.before'), title: t('report.before'), 'data-test': 'report-before', onClick: () => move(-1) }, icons.back()),
          h('button', { type: 'button', class: 'button small', 'aria-label': t('report.after'), title: t('report.after'), disabled: !report?.complete, onClick: () => move(1) }, icons.next()),
          h('a', { class: 'button small', href: api.alarmReportCsv({ period: period.value, at: at.value, run: runs.current }), download: '', 'data-test': 'report-csv' }, t('report.csv')),
          h('button', { type: 'button', class: 'button small', onClick: () => print() }, t('report.print')),
        ]),
        state.error ? failure(state.error, load) : report ? body(report) : h('p', { class: 'loading' }, t('report.loading')),
        h('p', { class: 'soft report-note' }, t('report.note')),
      ]));
    };
  },
};

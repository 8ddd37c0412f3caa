// Drills: the scenarios of a simulated city, and what is going on of them.

import { computed, h, reactive, ref, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t, tn } from '../i18n.js';
import { clean, count, domainOf, interval, nameOf, number } from '../format.js';
import { go, href, route } from '../router.js';
import { GRADES, LIVE, may, nowOf } from '../store.js';
import { loadAgain } from '../components/again.js';
import { failure, Moment } from '../components/bits.js';
import { gradeBadge } from '../components/grade.js';
import { fact, SidePanel } from '../components/side-panel.js';
import { Replays } from '../components/replays.js';
import { toast } from '../components/toast.js';
import * as icons from '../components/icons.js';

const AGAIN_MS = 5000;
const MOST_PLACES = 200;
const DELAYS = [0, 5, 10, 30, 60];

const length = (minutes) => interval(minutes * 60_000);
const percent = (severity) => `${number(Math.round(severity * 100))} %`;

function stateOf(drill) {
  const now = nowOf(LIVE);
  return Date.parse(drill.onset) > now ? 'planned' : Date.parse(drill.end) > now ? 'running' : 'over';
}

/** Of the expected warnings the worst of each rule, the gravest first. */
function worst(expected) {
  const byRule = new Map();
  for (const one of expected) {
    const known = byRule.get(one.rule);
    if (!known || GRADES.indexOf(one.grade) < GRADES.indexOf(known.grade)) {
      byRule.set(one.rule, one);
    }
  }
  return [...byRule.values()].sort((a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade));
}

const DrillPanel = {
  props: { scenario: { type: Object, required: true } },
  emits: ['close', 'started'],
  setup(props, { emit }) {
    const { scenario } = props;
    const places = shallowRef(null);
    const problem = ref('');
    const busy = ref(false);
    const form = reactive({
      asset: '',
      find: '',
      severity: Math.round(scenario.severity * 100),
      minutes: Math.max(1, Math.round(scenario.minutes)),
      after: 0,
    });

    api.drillPlaces(scenario.id).then(
      (answer) => {
        places.value = answer.items;
        form.asset = answer.items[0]?.id ?? '';
      },
      (error) => (problem.value = clean(error.detail ?? error.text ?? error.message)),
    );

    const found = computed(() => {
      const words = form.find.trim().toLowerCase();
      return (places.value ?? []).filter(
        (one) =>
          !words ||
          [one.id, one.name?.zh, one.name?.en, one.district].some((text) => clean(text ?? '').toLowerCase().includes(words)),
      );
    });
    watch(found, (list) => {
      if (list.length && !list.some((one) => one.id === form.asset)) {
        form.asset = list[0].id;
      }
    });

    const expected = computed(() => scenario.expected.filter((one) => form.severity / 100 >= one.from));

    async function start(event) {
      event.preventDefault();
      if (busy.value) {
        return;
      }
      busy.value = true;
      problem.value = '';
      try {
        await api.startDrill({
          scenario: scenario.id,
          asset: form.asset || null,
          severity: form.severity / 100,
          lasts: `${form.minutes}min`,
          after: `${form.after}min`,
        });
        toast(t('drills.started', { name: nameOf(scenario.name, scenario.id) }));
        emit('started');
        emit('close');
      } catch (error) {
        problem.value = clean(error.detail ?? error.text ?? error.message);
      } finally {
        busy.value = false;
      }
    }

    const field = (label, input, also) =>
      h('label', { class: 'field' }, [h('span', { class: 'label' }, [label, also && h('span', { class: 'drill-figure' }, also)]), input]);

    const body = () => [
      h('dl', { class: 'facts' }, [
        fact(t('drills.cause'), h('bdi', nameOf(scenario.cause, ''))),
        fact(t('drills.lasts'), length(scenario.minutes)),
      ]),
      h('form', { class: 'panel-section user-form', onSubmit: start, 'data-test': 'drill-form' }, [
        (places.value?.length ?? 0) > 12 &&
          h('div', { class: 'search drill-search' }, [
            icons.search(),
            h('input', {
              class: 'input',
              type: 'search',
              value: form.find,
              placeholder: t('drills.find'),
              'aria-label': t('drills.find'),
              onInput: (event) => (form.find = event.target.value),
            }),
          ]),
        field(
          t('drills.place'),
          h(
            'select',
            {
              class: 'select',
              value: form.asset,
              disabled: !found.value.length,
              'data-test': 'drill-asset',
              onChange: (event) => (form.asset = event.target.value),
            },
            found.value.slice(0, MOST_PLACES).map((one) =>
              h(
                'option',
                { value: one.id, selected: one.id === form.asset },
                [nameOf(one.name, one.id), districtName(one.district), clean(one.id)].filter(Boolean).join(' · '),
              ),
            ),
          ),
          found.value.length > MOST_PLACES && t('drills.more', { count: count(found.value.length - MOST_PLACES) }),
        ),
        field(
          t('drills.severity'),
          h('input', {
            class: 'range',
            type: 'range',
            min: 0,
            max: 100,
            step: 5,
            value: form.severity,
            'data-test': 'drill-severity',
            onInput: (event) => (form.severity = Number(event.target.value)),
          }),
          percent(form.severity / 100),
        ),
        h('div', { class: 'drill-times' }, [
          field(
            t('drills.start'),
            h(
              'select',
              {
                class: 'select',
                value: form.after,
                'data-test': 'drill-after',
                onChange: (event) => (form.after = Number(event.target.value)),
              },
              DELAYS.map((minutes) =>
                h(
                  'option',
                  { value: minutes, selected: minutes === form.after },
                  minutes ? t('drills.after', { time: length(minutes) }) : t('drills.now'),
                ),
              ),
            ),
          ),
          field(
            t('drills.minutes'),
            h('input', {
              class: 'input',
              type: 'number',
              min: 1,
              max: 2880,
              required: true,
              value: form.minutes,
              'data-test': 'drill-minutes',
              onInput: (event) => (form.minutes = Number(event.target.value)),
            }),
          ),
        ]),
        h('div', { class: 'drill-expected' }, [
          h('span', { class: 'label' }, t('drills.expected')),
          expected.value.length
            ? h(
                'ul',
                worst(expected.value).map((one) =>
                  h('li', { key: one.rule }, [
                    gradeBadge(one.grade, one.grade),
                    h('span', { class: 'code' }, h('bdi', clean(one.rule))),
                    h('span', { class: 'sub' }, t('drills.within', { time: length(one.minutes) })),
                  ]),
                ),
              )
            : h('p', { class: 'sub' }, t('drills.nothingExpected')),
        ]),
        h('p', { class: 'drill-note' }, [h('span', { class: 'tag drill' }, t('row.drill')), h('span', t('drills.who'))]),
        problem.value && h('p', { class: 'bad-text', role: 'alert', 'data-test': 'problem' }, problem.value),
        h('div', { class: 'action-row' }, [
          h(
            'button',
            {
              type: 'submit',
              class: 'button primary',
              disabled: !form.asset,
              'aria-disabled': busy.value ? 'true' : null,
              'data-test': 'drill-start',
            },
            busy.value ? t('drills.starting') : t('drills.begin'),
          ),
        ]),
      ]),
    ];

    return () =>
      h(
        SidePanel,
        { label: t('drills.one'), onClose: () => emit('close') },
        {
          title: () => h('bdi', nameOf(scenario.name, scenario.id)),
          below: () => h('p', { class: 'sub code' }, h('bdi', clean(scenario.id))),
          default: body,
        },
      );
  },
};

export const DrillsPage = {
  setup() {
    const state = shallowReactive({ drills: null, scenarios: null, simulated: true, error: null });
    const typed = ref('');
    const mayStart = may('COMMANDER');

    async function loadDrills() {
      const answer = await api.drills();
      state.drills = answer.items;
      state.simulated = answer.simulated;
    }

    async function load() {
      try {
        await loadDrills();
        if (mayStart && state.simulated && !state.scenarios) {
          state.scenarios = (await api.scenarios()).items;
        }
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }

    loadAgain(load, AGAIN_MS);

    const shown = computed(() => {
      const words = typed.value.trim().toLowerCase();
      return (state.scenarios ?? []).filter(
        (one) =>
          !words ||
          [one.id, one.name.zh, one.name.en, one.cause.zh, one.cause.en, one.assetClass].some((text) =>
            clean(text).toLowerCase().includes(words),
          ),
      );
    });
    const selected = computed(() => (state.scenarios ?? []).find((one) => one.id === route.value.id) ?? null);

    const scenarioName = (id) => {
      if (id === 'replay') {
        return t('drills.replay');
      }
      const known = (state.scenarios ?? []).find((one) => one.id === id);
      return known ? nameOf(known.name, id) : clean(id);
    };

    const drillRow = (drill) => {
      const now = stateOf(drill);
      return h('li', { key: drill.id, class: ['drill-row', now], 'data-drill': drill.id }, [
        h('span', { class: ['drill-state', now] }, t(`drills.state.${now}`)),
        h('div', { class: 'drill-what' }, [
          h('span', { class: 'strong line' }, h('bdi', scenarioName(drill.scenario))),
          h('span', { class: 'sub line' }, [
            h('bdi', nameOf(drill.assetName, drill.asset)),
            districtName(drill.district) && [' · ', h('bdi', districtName(drill.district))],
          ]),
        ]),
        h('div', { class: 'drill-when' }, [
          h('span', { class: 'line' }, [
            h(Moment, { at: drill.onset, run: LIVE }),
            ' – ',
            h(Moment, { at: drill.end, run: LIVE }),
          ]),
          h('span', { class: 'sub line' }, [
            t('drills.severityOf', { severity: percent(drill.severity) }),
            ' · ',
            drill.startedBy ? h('bdi', clean(drill.startedBy)) : t('drills.atTheSimulator'),
          ]),
        ]),
        h('div', { class: 'drill-count' }, [
          h('span', { class: 'line strong number' }, tn('drills.warnings', drill.warnings, { count: count(drill.warnings) })),
          h('span', { class: 'sub line' }, drill.open ? t('drills.open', { count: count(drill.open) }) : ' '),
        ]),
      ]);
    };

    const scenarioRow = (one) => {
      const grades = worst(one.expected);
      return h(
        'li',
        { key: one.id },
        h(
          'a',
          {
            class: ['scenario', route.value.id === one.id && 'is-selected'],
            href: href('drills', one.id),
            'data-scenario': one.id,
            'aria-current': route.value.id === one.id ? 'true' : null,
          },
          [
            h('span', { class: 'scenario-domain sub' }, t(`domain.${domainOf(one)}`)),
            h('span', { class: 'scenario-name strong' }, h('bdi', nameOf(one.name, one.id))),
            h('span', { class: 'scenario-cause sub' }, h('bdi', nameOf(one.cause, ''))),
            h('span', { class: 'scenario-foot' }, [
              grades.length ? gradeBadge(grades[0].grade, grades[0].grade) : h('span', { class: 'sub' }, t('drills.silent')),
              h('span', { class: 'sub' }, `${length(one.minutes)} · ${tn('drills.places', one.assets, { count: count(one.assets) })}`),
            ]),
          ],
        ),
      );
    };

    const scenarios = () => [
      h('div', { class: 'toolbar' }, [
        h('h2', { class: 'section-title' }, t('drills.scenarios')),
        h('div', { class: 'search', role: 'search' }, [
          icons.search(),
          h('input', {
            class: 'input',
            type: 'search',
            value: typed.value,
            placeholder: t('drills.search'),
            'aria-label': t('drills.search'),
            'data-test': 'scenario-search',
            onInput: (event) => (typed.value = event.target.value),
          }),
        ]),
        h('div', { class: 'toolbar-count', role: 'status' }, state.scenarios ? tn('drills.count', shown.value.length, { count: count(shown.value.length) }) : ''),
      ]),
      state.scenarios &&
        (shown.value.length
          ? h('ul', { class: 'scenarios', 'data-test': 'scenarios' }, shown.value.map(scenarioRow))
          : h('p', { class: 'soft' }, t('drills.none'))),
    ];

    return () =>
      h('div', { class: ['page', selected.value && 'has-panel'] }, [
        h('div', { class: 'page-main', 'data-test': 'drills' }, [
          h('div', { class: 'page-head' }, [
            h('h1', { class: 'page-title' }, t('drills.title')),
            h('p', { class: 'soft' }, t(state.simulated ? 'drills.intro' : 'drills.notSimulated')),
          ]),
          h(Replays),
          state.drills?.length > 0 && h('ul', { class: 'drill-list', 'data-test': 'drill-list' }, state.drills.slice(0, 8).map(drillRow)),
          state.error
            ? failure(state.error, load)
            : !state.drills
              ? h('p', { class: 'loading', role: 'status' }, t('drills.loading'))
              : state.simulated && mayStart
                ? scenarios()
                : state.simulated && h('p', { class: 'soft' }, t('drills.notYours')),
        ]),
        selected.value &&
          h(DrillPanel, {
            key: selected.value.id,
            scenario: selected.value,
            onStarted: loadDrills,
            onClose: () => go('drills'),
          }),
      ]);
  },
};

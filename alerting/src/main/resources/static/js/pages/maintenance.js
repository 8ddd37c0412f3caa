// Maintenance windows: where people are not told of warnings, until when, and why.

import { computed, h, reactive, ref, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t, tn } from '../i18n.js';
import { clean, count, nameOf } from '../format.js';
import { LIVE, may } from '../store.js';
import { inputOf, momentOfInput } from '../zone.js';
import { loadAgain } from '../components/again.js';
import { failure, Moment } from '../components/bits.js';
import { toast } from '../components/toast.js';

const AGAIN_MS = 10_000;
const KINDS = ['ASSET', 'POINTS', 'DISTRICT', 'GATEWAY'];
const LIFELINES = ['gas', 'water', 'drainage', 'heating', 'bridge', 'elevator', 'duct', 'hazard', 'other'];
const SHOWN_TARGETS = 3;

const told = (error) => clean(error.detail ?? error.text ?? error.message);

const PlanForm = {
  emits: ['planned', 'cancel'],
  setup(props, { emit }) {
    const form = reactive({ kind: 'ASSET', find: '', lifeline: '*', from: '', until: '', reason: '' });
    const found = shallowRef({ items: [], total: 0 });
    const chosen = ref([]);
    const problem = ref('');
    const busy = ref(false);
    form.until = inputOf(Date.now() + 4 * 3_600_000).slice(0, 16);

    let asked = 0;
    async function search() {
      const mine = ++asked;
      try {
        const answer = await api.maintenanceTargets(form.kind, form.find.trim());
        if (mine === asked) {
          found.value = answer;
          if (form.kind === 'DISTRICT' && !chosen.value.length && answer.items.length) {
            chosen.value = [answer.items[0]];
          }
        }
      } catch (error) {
        problem.value = told(error);
      }
    }
    search();
    watch(
      () => form.kind,
      () => {
        chosen.value = [];
        form.find = '';
        search();
      },
    );
    watch(() => form.find, search);

    function choose(target) {
      if (form.kind !== 'POINTS') {
        chosen.value = [target];
      } else if (!isChosen(target)) {
        chosen.value = [...chosen.value, target];
      } else {
        drop(target);
      }
    }
    const drop = (target) => (chosen.value = chosen.value.filter((one) => one.id !== target.id));
    const isChosen = (target) => chosen.value.some((one) => one.id === target.id);

    async function save(event) {
      event.preventDefault();
      if (busy.value) {
        return;
      }
      const until = momentOfInput(form.until);
      const from = form.from ? momentOfInput(form.from) : null;
      busy.value = true;
      problem.value = '';
      try {
        await api.planMaintenance({
          kind: form.kind,
          targets: chosen.value.map((one) => one.id),
          lifeline: form.kind === 'DISTRICT' ? form.lifeline : null,
          from: from === null ? null : new Date(from).toISOString(),
          until: Number.isNaN(until) ? null : new Date(until).toISOString(),
          reason: form.reason,
        });
        toast(t('maintenance.saved'));
        emit('planned');
      } catch (error) {
        problem.value = told(error);
      } finally {
        busy.value = false;
      }
    }

    const field = (label, input) => h('label', { class: 'field' }, [h('span', { class: 'label' }, label), input]);
    const words = (target) => nameOf(target.name, target.id);

    return () =>
      h('form', { class: 'maintenance-form', onSubmit: save, 'data-test': 'maintenance-form' }, [
        h('div', { class: 'maintenance-scope' }, [
          h('div', { class: 'field' }, [
            h('span', { class: 'label', id: 'maintenance-kind' }, t('maintenance.kind')),
            h(
              'div',
              { class: 'segments', role: 'group', 'aria-labelledby': 'maintenance-kind' },
              KINDS.map((kind) =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'segment',
                    'aria-pressed': form.kind === kind ? 'true' : 'false',
                    'data-test': `kind-${kind}`,
                    onClick: () => (form.kind = kind),
                  },
                  t(`maintenance.kind.${kind}`),
                ),
              ),
            ),
          ]),
          h('div', { class: 'field' }, [
            h('label', { class: 'label', for: 'maintenance-find' }, t('maintenance.where')),
            h('input', {
              id: 'maintenance-find',
              class: 'input',
              type: 'search',
              value: form.find,
              placeholder: t('maintenance.find'),
              autocomplete: 'off',
              'data-test': 'maintenance-find',
              onInput: (event) => (form.find = event.target.value),
            }),
            h(
              'ul',
              { class: 'maintenance-found', 'data-test': 'maintenance-found' },
              found.value.items.map((target) =>
                h('li', { key: target.id }, [
                  h(
                    'button',
                    {
                      type: 'button',
                      class: ['maintenance-target', isChosen(target) && 'is-chosen'],
                      'aria-pressed': isChosen(target) ? 'true' : 'false',
                      'data-target': target.id,
                      onClick: () => choose(target),
                    },
                    [
                      h('span', { class: 'line' }, h('bdi', words(target))),
                      h('span', { class: 'sub line' }, [
                        words(target) !== clean(target.id) && h('span', { class: 'code' }, h('bdi', clean(target.id))),
                        districtName(target.district) && [' · ', h('bdi', districtName(target.district))],
                      ]),
                    ],
                  ),
                ]),
              ),
            ),
            found.value.total > found.value.items.length &&
              h('p', { class: 'sub' }, t('maintenance.more', { count: count(found.value.total) })),
          ]),
        ]),
        h('div', { class: 'maintenance-details' }, [
          form.kind === 'POINTS' && chosen.value.length > 0
            ? h('div', { class: 'field' }, [
                h('span', { class: 'label' }, t('maintenance.chosen', { count: count(chosen.value.length) })),
                h(
                  'div',
                  { class: 'maintenance-chosen' },
                  chosen.value.map((target) =>
                    h(
                      'button',
                      {
                        type: 'button',
                        class: 'tag',
                        key: target.id,
                        title: t('maintenance.remove', { name: words(target) }),
                        'aria-label': t('maintenance.remove', { name: words(target) }),
                        onClick: () => drop(target),
                      },
                      [h('bdi', words(target)), ' ×'],
                    ),
                  ),
                ),
              ])
            : null,
          form.kind === 'DISTRICT' &&
            field(
              t('maintenance.lifeline'),
              h(
                'select',
                {
                  class: 'select',
                  value: form.lifeline,
                  'data-test': 'maintenance-lifeline',
                  onChange: (event) => (form.lifeline = event.target.value),
                },
                ['*', ...LIFELINES].map((one) =>
                  h(
                    'option',
                    { value: one, selected: one === form.lifeline },
                    one === '*' ? t('maintenance.allLifelines') : t(`lifeline.${one}`),
                  ),
                ),
              ),
            ),
          h('div', { class: 'maintenance-times' }, [
            field(
              t('maintenance.from'),
              h('input', {
                class: 'input',
                type: 'datetime-local',
                value: form.from,
                'data-test': 'maintenance-from',
                onInput: (event) => (form.from = event.target.value),
              }),
            ),
            field(
              t('maintenance.until'),
              h('input', {
                class: 'input',
                type: 'datetime-local',
                required: true,
                value: form.until,
                'data-test': 'maintenance-until',
                onInput: (event) => (form.until = event.target.value),
              }),
            ),
          ]),
          field(
            t('maintenance.reason'),
            h('textarea', {
              class: 'input',
              rows: 2,
              required: true,
              maxlength: 500,
              value: form.reason,
              'data-test': 'maintenance-reason',
              onInput: (event) => (form.reason = event.target.value),
            }),
          ),
          h('p', { class: 'soft maintenance-note' }, t('maintenance.redNote')),
          problem.value && h('p', { class: 'bad-text', role: 'alert', 'data-test': 'problem' }, problem.value),
          h('div', { class: 'action-row' }, [
            h(
              'button',
              {
                type: 'submit',
                class: 'button primary',
                disabled: !chosen.value.length,
                'aria-disabled': busy.value ? 'true' : null,
                'data-test': 'maintenance-save',
              },
              t('maintenance.save'),
            ),
            h('button', { type: 'button', class: 'button', onClick: () => emit('cancel') }, t('maintenance.cancel')),
          ]),
        ]),
      ]);
  },
};

export const MaintenancePage = {
  setup() {
    const state = shallowReactive({ items: null, error: null, planning: false });
    const mayPlan = may('DUTY_OFFICER', 'RULE_ENGINEER');

    async function load() {
      try {
        state.items = (await api.maintenance()).items;
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }

    loadAgain(load, AGAIN_MS);

    async function act(window, action) {
      try {
        await api.changeMaintenance(window.id, action, action === 'end' ? {} : undefined, window.version);
        if (action === 'end') {
          toast(t('maintenance.ended'));
        }
      } catch (error) {
        toast(told(error), true);
      }
      load();
    }

    const open = computed(() => (state.items ?? []).filter((one) => one.state !== 'OVER'));
    const past = computed(() => (state.items ?? []).filter((one) => one.state === 'OVER'));

    function place(one) {
      const names = one.targets.slice(0, SHOWN_TARGETS).map((target) => nameOf(target.name, target.id));
      const more = one.targets.length - names.length;
      const lifeline = !one.lifeline ? '' : one.lifeline === '*' ? t('maintenance.allLifelines') : t(`lifeline.${one.lifeline}`);
      return [names.join(', ') + (more > 0 ? ` +${count(more)}` : ''), lifeline].filter(Boolean).join(' · ');
    }

    const row = (one) =>
      h('li', { key: one.id, class: ['maintenance-row', one.state.toLowerCase()], 'data-window': one.id }, [
        h('span', { class: ['maintenance-state', one.state.toLowerCase()] }, t(`maintenance.state.${one.state}`)),
        h('div', { class: 'maintenance-what' }, [
          h('span', { class: 'strong' }, [h('bdi', place(one)), ' ', h('span', { class: 'sub' }, t(`maintenance.kind.${one.kind}`))]),
          h('span', { class: 'maintenance-reason' }, h('bdi', clean(one.reason))),
          one.state !== 'OVER' &&
            h(
              'span',
              { class: ['sub', !one.confirmedBy && 'maintenance-loud'], 'data-test': 'maintenance-red' },
              one.confirmedBy
                ? t('maintenance.confirmed', { person: clean(one.confirmedBy) })
                : t('maintenance.unconfirmed'),
            ),
        ]),
        h('div', { class: 'maintenance-when' }, [
          h('span', [h(Moment, { at: one.from, run: LIVE }), ' – ', h(Moment, { at: one.endedAt ?? one.until, run: LIVE })]),
          h('span', { class: 'sub' }, [
            h('bdi', t('maintenance.by', { person: clean(one.plannedBy) })),
            one.endedBy && [' · ', h('bdi', t('maintenance.endedBy', { person: clean(one.endedBy) }))],
          ]),
          h('span', { class: 'sub number' }, tn('maintenance.silenced', one.silenced, { count: count(one.silenced) })),
        ]),
        one.state !== 'OVER' &&
          mayPlan &&
          h('div', { class: 'maintenance-do' }, [
            one.mayConfirm &&
              h(
                'button',
                { type: 'button', class: 'button small', 'data-test': 'maintenance-confirm', onClick: () => act(one, 'confirm') },
                t('maintenance.confirm'),
              ),
            h(
              'button',
              { type: 'button', class: 'button small', 'data-test': 'maintenance-end', onClick: () => act(one, 'end') },
              t(one.state === 'RUNNING' ? 'maintenance.end' : 'maintenance.callOff'),
            ),
          ]),
      ]);

    const list = (title, items, none, test) => [
      h('h2', { class: 'section-title maintenance-title' }, title),
      items.length
        ? h('ul', { class: 'maintenance-list', 'data-test': test }, items.map(row))
        : h('p', { class: 'soft' }, none),
    ];

    return () =>
      h('div', { class: 'page' }, [
        h('div', { class: 'page-main', 'data-test': 'maintenance' }, [
          h('div', { class: 'page-head maintenance-head' }, [
            h('div', [
              h('h1', { class: 'page-title' }, t('maintenance.title')),
              h('p', { class: 'soft' }, t('maintenance.intro')),
            ]),
            mayPlan &&
              !state.planning &&
              h(
                'button',
                {
                  type: 'button',
                  class: 'button primary',
                  'data-test': 'maintenance-plan',
                  onClick: () => (state.planning = true),
                },
                t('maintenance.plan'),
              ),
          ]),
          state.planning &&
            h(PlanForm, {
              onCancel: () => (state.planning = false),
              onPlanned: () => {
                state.planning = false;
                load();
              },
            }),
          state.error
            ? failure(state.error, load)
            : !state.items
              ? h('p', { class: 'loading', role: 'status' }, t('maintenance.loading'))
              : [
                  list(t('maintenance.open'), open.value, t('maintenance.none'), 'maintenance-open'),
                  list(t('maintenance.past'), past.value, t('maintenance.nonePast'), 'maintenance-past'),
                ],
        ]),
      ]);
  },
};

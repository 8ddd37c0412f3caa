// The rules: those in force, the sets before them, and an editor that says what a change would do before it is made.

import { computed, h, nextTick, onBeforeUnmount, reactive, ref, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { hasText, t, tn } from '../i18n.js';
import { clean, count, fullTime, nameOf, number } from '../format.js';
import { go, href, replace, route } from '../router.js';
import { may } from '../store.js';
import { failure, labelled } from '../components/bits.js';
import { BacktestPanel } from '../components/backtest-panel.js';
import { gradeMark, gradeName } from '../components/grade.js';
import { pager } from '../components/pager.js';
import * as icons from '../components/icons.js';

const VIEWS = ['list', 'versions', 'edit'];
const CHECK_MS = 500;
const PAGE_SIZE = 50;
const LINE_HEIGHT = 20;

const measure = (kind) => (hasText(`rules.measure.${kind}`) ? t(`rules.measure.${kind}`) : clean(kind));

/** Every rule in force, found by what its row says. */
const RuleList = {
  setup() {
    const state = shallowReactive({ items: null, error: null });
    const wanted = ref('');
    async function load() {
      try {
        state.items = await api.ruleItems();
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }
    load();
    const shown = computed(() => {
      const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
      return (state.items ?? []).filter((rule) => {
        const text = [rule.id, rule.name?.zh, rule.name?.en, rule.source, rule.author].map(clean).join('\n').toLowerCase();
        return words.every((word) => text.includes(word));
      });
    });
    const COLUMNS = ['rule', 'looksAt', 'grades', 'source', 'verified'];
    const row = (rule) =>
      h('tr', { key: rule.id, 'data-rule': rule.id }, [
        h('td', [
          h('span', { class: 'strong' }, h('bdi', nameOf(rule.name, rule.id))),
          h('span', { class: 'sub line code' }, h('bdi', clean(rule.id))),
        ]),
        labelled(t('rules.looksAt'), measure(rule.measure), { class: 'soft' }),
        labelled(t('rules.grades'), [
          rule.grades.map((grade) => h('span', { title: gradeName(grade) }, [gradeMark(grade, { size: 14 }), h('span', { class: 'unseen' }, gradeName(grade))])),
        ], { class: 'rule-grades' }),
        labelled(t('rules.source'), h('bdi', clean(rule.source)), { class: 'soft' }),
        labelled(t('rules.verified'), t(rule.verified ? 'rules.signed' : 'rules.unsigned'), { class: rule.verified ? '' : 'soft' }),
      ]);
    return () =>
      state.error
        ? failure(state.error, load)
        : !state.items
          ? h('p', { class: 'loading', role: 'status' }, t('rules.loading'))
          : [
              h('div', { class: 'toolbar' }, [
                h('div', { class: 'search', role: 'search' }, [
                  icons.search(),
                  h('input', {
                    class: 'input',
                    type: 'search',
                    value: wanted.value,
                    placeholder: t('rules.search'),
                    'aria-label': t('rules.search'),
                    'data-test': 'rule-search',
                    onInput: (event) => (wanted.value = event.target.value),
                  }),
                ]),
                h('div', { class: 'toolbar-count', role: 'status' }, tn('rules.count', shown.value.length, { count: count(shown.value.length) })),
              ]),
              h('table', { class: 'table points-table stacked rules-table', 'data-test': 'rules' }, [
                h('caption', { class: 'unseen' }, t('rules.title')),
                h('thead', h('tr', COLUMNS.map((column) => h('th', { scope: 'col' }, t(`rules.${column}`))))),
                h('tbody', shown.value.map(row)),
              ]),
            ];
  },
};

/** Who put what in force, when and why. */
const Versions = {
  setup() {
    const page = computed(() => Math.max(0, Number.parseInt(route.value.query.page ?? '1', 10) - 1 || 0));
    const state = shallowReactive({ items: null, total: 0, error: null });
    async function load() {
      try {
        const answer = await api.ruleVersions({ page: page.value, size: PAGE_SIZE });
        Object.assign(state, { items: answer.items, total: answer.total, error: null });
      } catch (error) {
        state.error = error;
      }
    }
    watch(page, load, { immediate: true });
    return () =>
      state.error
        ? failure(state.error, load)
        : !state.items
          ? h('p', { class: 'loading', role: 'status' }, t('rules.loading'))
          : [
              h('table', { class: 'table points-table stacked versions-table', 'data-test': 'versions' }, [
                h('caption', { class: 'unseen' }, t('rules.versions')),
                h('thead', h('tr', ['number', 'appliedAt', 'author', 'reason', 'version', ''].map((c) => h('th', { scope: 'col' }, c ? t(`rules.${c}`) : '')))),
                h(
                  'tbody',
                  state.items.map((set, i) =>
                    h('tr', { key: set.number }, [
                      h('td', { class: 'strong' }, [count(set.number), ' ', page.value === 0 && i === 0 && h('span', { class: 'tag' }, t('rules.inForce'))]),
                      labelled(t('rules.appliedAt'), fullTime(Date.parse(set.appliedAt)), { class: 'soft' }),
                      labelled(t('rules.author'), h('bdi', clean(set.author))),
                      labelled(t('rules.reason'), h('bdi', clean(set.reason)), { class: 'soft' }),
                      labelled(t('rules.version'), set.version, { class: 'code' }),
                      h('td', { class: 'right' }, [
                        may('RULE_ENGINEER') &&
                          !(page.value === 0 && i === 0) &&
                          h('a', { class: 'button small', href: href('rules', 'edit', { from: set.number }) }, t('rules.open')),
                      ]),
                    ]),
                  ),
                ),
              ]),
              pager({
                label: t('rules.versions'),
                page: page.value,
                size: PAGE_SIZE,
                total: state.total,
                address: (p) => href('rules', 'versions', { page: p + 1 }),
              }),
            ];
  },
};

/** All files of a set as text; it is checked while it is written. */
const Editor = {
  setup() {
    const state = shallowReactive({ base: null, error: null, check: null, checking: false, busy: false, problem: '', done: '' });
    const files = reactive({});
    const file = ref('');
    const reason = ref('');
    const area = ref(null);
    const gutter = ref(null);
    let timer = null;
    let abort = null;

    async function load() {
      try {
        const inForce = await api.rules();
        const from = route.value.query.from;
        const shown = from ? await api.ruleVersion(from) : inForce;
        Object.keys(files).forEach((name) => delete files[name]);
        Object.assign(files, shown.files);
        state.base = inForce;
        state.error = null;
        if (!(file.value in files)) {
          file.value = Object.keys(files)[0] ?? '';
        }
        check();
      } catch (error) {
        state.error = error;
      }
    }

    const dirty = computed(
      () =>
        state.base &&
        (Object.keys(files).length !== Object.keys(state.base.files).length ||
          Object.entries(files).some(([name, text]) => state.base.files[name] !== text)),
    );

    async function check() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      state.checking = true;
      try {
        const answer = await api.checkRules({ files: { ...files } }, mine.signal);
        if (!mine.signal.aborted) {
          Object.assign(state, { check: answer, checking: false, problem: '' });
        }
      } catch (error) {
        if (error.name !== 'AbortError') {
          Object.assign(state, { checking: false, problem: error.detail || error.text });
        }
      }
    }

    function edit(event) {
      files[file.value] = event.target.value;
      state.done = '';
      clearTimeout(timer);
      timer = setTimeout(check, CHECK_MS);
    }

    async function apply(event) {
      event.preventDefault();
      if (state.busy || !reason.value.trim()) {
        return;
      }
      state.busy = true;
      state.problem = '';
      try {
        const applied = await api.applyRules({ files: { ...files }, reason: reason.value.trim() }, state.check.inForce);
        reason.value = '';
        await replace('rules', 'edit', {});
        await load();
        state.done = t('rules.applied', { version: applied.version });
      } catch (error) {
        state.problem = error.detail || error.text;
        check();
      } finally {
        state.busy = false;
      }
    }

    async function show(fault) {
      file.value = fault.file in files ? fault.file : file.value;
      await nextTick();
      const lines = files[file.value].split('\n');
      const start = lines.slice(0, fault.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
      area.value.focus();
      area.value.setSelectionRange(start, start + (lines[fault.line - 1]?.length ?? 0));
      area.value.scrollTop = Math.max(0, (fault.line - 6) * LINE_HEIGHT);
    }

    const leaving = (event) => {
      if (dirty.value) {
        event.preventDefault();
      }
    };
    addEventListener('beforeunload', leaving);
    onBeforeUnmount(() => {
      removeEventListener('beforeunload', leaving);
      clearTimeout(timer);
      abort?.abort();
    });
    watch(() => route.value.query.from, load, { immediate: true });

    const faultsOf = (name) => (state.check?.faults ?? []).filter((fault) => fault.file === name);

    const text = () => {
      const lines = (files[file.value] ?? '').split('\n').length;
      const bad = new Set(faultsOf(file.value).map((fault) => fault.line));
      return h('div', { class: 'rule-text' }, [
        h(
          'div',
          { ref: gutter, class: 'rule-gutter', 'aria-hidden': 'true' },
          Array.from({ length: lines }, (_, i) => h('span', { class: bad.has(i + 1) ? 'is-bad' : null }, i + 1)),
        ),
        h('textarea', {
          ref: area,
          key: file.value,
          class: 'rule-area',
          spellcheck: 'false',
          autocapitalize: 'off',
          wrap: 'off',
          value: files[file.value],
          'aria-label': file.value,
          'aria-invalid': bad.size ? 'true' : 'false',
          'data-test': 'rule-text',
          onInput: edit,
          onScroll: (event) => (gutter.value.scrollTop = event.target.scrollTop),
        }),
      ]);
    };

    const change = (one) =>
      h('li', { key: one.rule, 'data-change': one.rule }, [
        h('span', { class: 'strong' }, [h('bdi', nameOf(one.name, one.rule)), ' ', h('span', { class: 'sub code' }, clean(one.rule))]),
        h('span', { class: 'soft' }, [
          t(`rules.kind.${one.kind}`),
          one.fields.length ? ` · ${one.fields.join(', ')}` : '',
          ' · ',
          one.pointsBefore === one.pointsAfter
            ? t('rules.points', { points: count(one.pointsAfter) })
            : t('rules.pointsFrom', { before: count(one.pointsBefore), after: count(one.pointsAfter) }),
        ]),
      ]);

    const effect = (one) =>
      h('li', { key: one.warning }, [
        h('a', { href: href('warnings', one.warning) }, h('bdi', clean(one.point || one.asset))),
        h('span', { class: 'soft' }, [
          `${clean(one.rule)} · ${number(one.value)} · `,
          gradeMark(one.grade, { size: 12 }),
          gradeName(one.grade),
          ' → ',
          one.then ? [gradeMark(one.then, { size: 12 }), gradeName(one.then)] : gradeName(null),
        ]),
      ]);

    const verdict = () => {
      const found = state.check;
      const parts = [];
      if (found?.faults.length) {
        parts.push(
          h('h2', { class: 'bad-text' }, t('rules.faults', { count: count(found.faults.length) })),
          h(
            'ol',
            { class: 'rule-faults', 'data-test': 'faults' },
            found.faults.slice(0, 50).map((fault) =>
              h('li', [
                h(
                  'button',
                  { type: 'button', class: 'fault', onClick: () => show(fault) },
                  [
                    h('span', { class: 'code' }, `${clean(fault.file)}:${fault.line}`),
                    h('span', [fault.field ? h('b', `${clean(fault.field)}: `) : null, clean(fault.message)]),
                  ],
                ),
              ]),
            ),
          ),
        );
      } else if (found && !found.changes.length) {
        parts.push(h('h2', t('rules.noChange')), h('p', { class: 'soft' }, t('rules.noChangeNote', { count: count(found.rules) })));
      } else if (found) {
        parts.push(
          h('h2', t('rules.changes', { count: count(found.changes.length) })),
          h('ul', { class: 'rule-changes', 'data-test': 'changes' }, found.changes.slice(0, 100).map(change)),
          h('h2', t('rules.effects')),
          found.warnings.length
            ? h('ul', { class: 'rule-changes', 'data-test': 'effects' }, found.warnings.slice(0, 100).map(effect))
            : h('p', { class: 'soft' }, t('rules.noEffects')),
          h('form', { class: 'rule-apply', onSubmit: apply }, [
            h('label', { class: 'field' }, [
              h('span', { class: 'label' }, t('rules.reason')),
              h('input', {
                class: 'input',
                value: reason.value,
                maxlength: 500,
                required: true,
                'data-test': 'reason',
                onInput: (event) => (reason.value = event.target.value),
              }),
            ]),
            h(
              'button',
              { type: 'submit', class: 'button primary', disabled: state.busy || state.checking, 'data-test': 'apply' },
              t('rules.apply'),
            ),
          ]),
        );
      }
      return h('section', { class: 'rule-verdict', 'aria-live': 'polite' }, [
        state.problem && h('div', { class: 'notice bad', role: 'alert' }, h('p', clean(state.problem))),
        state.done && h('div', { class: 'notice', role: 'status', 'data-test': 'applied' }, h('p', state.done)),
        parts,
        found &&
          !found.faults.length &&
          found.changes.length > 0 &&
          h(BacktestPanel, { files, disabled: state.checking || state.busy }),
      ]);
    };

    return () =>
      state.error
        ? failure(state.error, load)
        : !state.base
          ? h('p', { class: 'loading', role: 'status' }, t('rules.loading'))
          : h('div', { class: 'rule-editor' }, [
              h(
                'nav',
                { class: 'rule-files', 'aria-label': t('rules.files') },
                Object.keys(files)
                  .sort()
                  .map((name) =>
                    h(
                      'button',
                      {
                        type: 'button',
                        class: ['rule-file', faultsOf(name).length && 'is-bad'],
                        'aria-current': name === file.value ? 'true' : null,
                        onClick: () => (file.value = name),
                      },
                      [
                        h('span', { class: 'line' }, clean(name.replace('rules/', ''))),
                        state.base.files[name] !== files[name] && h('span', { class: 'sub' }, t('rules.edited')),
                      ],
                    ),
                  ),
              ),
              text(),
              verdict(),
            ]);
  },
};

export const RulesPage = {
  setup() {
    const view = computed(() => (VIEWS.includes(route.value.id) ? route.value.id : 'list'));
    const views = () => VIEWS.filter((one) => one !== 'edit' || may('RULE_ENGINEER'));
    return () =>
      h('div', { class: ['page', view.value === 'edit' && 'is-wide'] }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'toolbar first' }, [
            h('h1', { class: 'page-title' }, t('rules.title')),
            h(
              'div',
              { class: 'segments', role: 'group', 'aria-label': t('rules.view') },
              views().map((one) =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'segment',
                    'aria-pressed': view.value === one ? 'true' : 'false',
                    'data-test': `rules-${one}`,
                    onClick: () => go('rules', one === 'list' ? null : one),
                  },
                  t(`rules.view.${one}`),
                ),
              ),
            ),
          ]),
          view.value === 'list' ? h(RuleList) : view.value === 'versions' ? h(Versions) : h(Editor),
        ]),
      ]);
  },
};

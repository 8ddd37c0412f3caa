// The home page: what needs someone now, in this run.

import { computed, h, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtNames } from '../districts.js';
import { t, tn } from '../i18n.js';
import { clean, count } from '../format.js';
import { go, href, replace, route } from '../router.js';
import {
  allWarnings,
  GRADES,
  isOpen,
  listedGrade,
  LIVE,
  loaded,
  MOST,
  reload,
  runs,
  wantClosed,
  watchPoints,
} from '../store.js';
import { failure } from '../components/bits.js';
import { figures, gradeFilter, runSelector } from '../components/tally.js';
import { WarningList } from '../components/warning-list.js';
import { WarningPanel } from '../components/warning-panel.js';
import * as icons from '../components/icons.js';

const MOST_VALUES = 60; // rows whose values are kept up to date
const MOST_FOUND = 200;
const STATES = ['open', 'closed', 'all'];
const rank = new Map(GRADES.map((grade, i) => [grade, i]));

const haystacks = new WeakMap();
function haystack(warning) {
  let text = haystacks.get(warning);
  if (text === undefined) {
    const names = [warning.ruleName, warning.pointName, warning.assetName].flatMap((name) => [name?.zh, name?.en]);
    text = [...names, warning.rule, warning.point, warning.asset, warning.id]
      .map(clean)
      .join('\n')
      .toLowerCase();
    haystacks.set(warning, text);
  }
  // Districts have names in both languages only when the map has come.
  return [text, ...districtNames(warning.district).map(clean)].join('\n').toLowerCase();
}

/** Open ones first, the worst and newest of them on top; closed ones by time. */
function order(a, b) {
  const open = Number(isOpen(b)) - Number(isOpen(a));
  if (open) {
    return open;
  }
  const grade = isOpen(a) ? rank.get(listedGrade(a)) - rank.get(listedGrade(b)) : 0;
  if (grade) {
    return grade;
  }
  return a.raisedAt === b.raisedAt ? (a.id < b.id ? -1 : 1) : a.raisedAt > b.raisedAt ? -1 : 1;
}

// Kept while the reader goes to another page and back.
const filters = reactive({ grades: new Set(), search: '', single: false, unfolded: new Set() });

/** Warnings of one incident below its head, where there are several; folded in but for those that are red and open. */
function grouped(warnings, single) {
  if (single) {
    return warnings;
  }
  const members = new Map();
  for (const warning of warnings) {
    if (warning.incident) {
      const of = members.get(warning.incident);
      if (of) {
        of.push(warning);
      } else {
        members.set(warning.incident, [warning]);
      }
    }
  }
  const rows = [];
  for (const warning of warnings) {
    const of = members.get(warning.incident);
    if (!of || of.length === 1) {
      rows.push(warning);
    } else if (of[0] === warning) {
      const unfolded = filters.unfolded.has(warning.incident);
      const below = unfolded ? of : of.filter((one) => isOpen(one) && listedGrade(one) === 'RED');
      rows.push({ id: `incident/${warning.incident}`, incident: warning.incident, members: of, unfolded, shown: below.length });
      rows.push(...below);
    }
  }
  return rows;
}

export const WarningsPage = {
  setup() {
    const query = computed(() => ({
      run: runs.current === LIVE ? null : runs.current,
      state: route.value.query.state ?? null,
    }));
    const shownState = computed(() => {
      const asked = route.value.query.state;
      return STATES.includes(asked) ? asked : runs.current === LIVE ? 'open' : 'all';
    });
    const selectedId = computed(() => (route.value.page === 'warnings' ? route.value.id : null));
    watch(shownState, (state) => wantClosed(state !== 'open'), { immediate: true });

    const typed = ref(filters.search);
    let typing = null;
    watch(typed, (text) => {
      clearTimeout(typing);
      typing = setTimeout(() => (filters.search = text), 150);
    });
    onBeforeUnmount(() => clearTimeout(typing));

    // Of closed ones only the newest are here: the server looks for the others.
    const found = shallowRef([]);
    const foundTotal = ref(0);
    const notSearched = ref('');
    let asked = null;
    watch(
      () => [filters.search.trim(), shownState.value, runs.current],
      async ([q, state, run]) => {
        asked?.abort();
        const mine = new AbortController();
        asked = mine;
        found.value = [];
        foundTotal.value = 0;
        notSearched.value = '';
        if (!q || state === 'open') {
          return;
        }
        try {
          const page = await api.warnings({ run, state: 'closed', q: q.slice(0, 100), size: MOST_FOUND }, mine.signal);
          if (asked === mine) {
            found.value = page.items;
            foundTotal.value = page.total;
          }
        } catch (error) {
          // What is here is still searched.
          if (asked === mine && error.name !== 'AbortError') {
            notSearched.value = error.status === 400 && error.detail ? clean(error.detail) : (error.text ?? error.message);
          }
        }
      },
      { immediate: true },
    );
    onBeforeUnmount(() => asked?.abort());

    const inState = computed(() => {
      const state = shownState.value;
      const here = new Set(allWarnings.value.map((warning) => warning.id));
      return [...allWarnings.value, ...found.value.filter((warning) => !here.has(warning.id))].filter(
        (warning) => state === 'all' || isOpen(warning) === (state === 'open'),
      );
    });
    const byPeak = computed(() => shownState.value !== 'open');
    const shown = computed(() => {
      const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
      const { grades } = filters;
      return inState.value
        .filter((warning) => !grades.size || grades.has(byPeak.value ? warning.peak : listedGrade(warning)))
        .filter((warning) => words.every((word) => haystack(warning).includes(word)))
        .sort(order);
    });
    watch(
      () =>
        runs.current === LIVE
          ? shown.value
              .slice(0, 2 * MOST_VALUES)
              .filter((warning) => warning.grade && warning.point)
              .slice(0, MOST_VALUES)
          : [],
      (top) => watchPoints('list', [...new Set(top.map((warning) => warning.point))]),
      { immediate: true },
    );
    onBeforeUnmount(() => watchPoints('list', []));
    const listed = computed(() => grouped(shown.value, filters.single));
    function fold(incident) {
      const unfolded = new Set(filters.unfolded);
      if (!unfolded.delete(incident)) {
        unfolded.add(incident);
      }
      filters.unfolded = unfolded;
    }
    const filtering = computed(() => filters.grades.size > 0 || filters.search.trim() !== '');

    function toggle(grade) {
      const grades = new Set(filters.grades);
      if (!grades.delete(grade)) {
        grades.add(grade);
      }
      filters.grades = grades;
    }
    function clearFilters() {
      filters.grades = new Set();
      filters.search = typed.value = '';
    }
    const showState = (state) => replace('warnings', route.value.id, { ...query.value, state });
    const showRun = (run) => {
      filters.grades = new Set();
      go('warnings', null, { run: run === LIVE ? null : run });
    };

    let opener = null;
    watch(selectedId, (id, before) => {
      if (id && !before) {
        opener = id;
      }
    });
    function closePanel() {
      const id = selectedId.value ?? opener;
      go('warnings', null, query.value);
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          document.querySelector(`[data-id="${CSS.escape(id ?? '')}"] .row-link`)?.focus({ preventScroll: true }),
        ),
      );
    }

    const folded = ref(runs.current === LIVE);
    watch(
      () => runs.current,
      (run) => (folded.value = run === LIVE),
    );

    const ready = computed(() => loaded.open && (shownState.value === 'open' || loaded.closed));

    const states = () =>
      h('div', { class: 'segments', role: 'group', 'aria-label': t('warnings.state') }, [
        ...STATES.map((state) =>
          h(
            'button',
            {
              type: 'button',
              class: 'segment',
              'aria-pressed': shownState.value === state ? 'true' : 'false',
              'data-test': `state-${state}`,
              onClick: () => showState(state),
            },
            t(`warnings.${state}`),
          ),
        ),
      ]);

    const grouping = () =>
      h(
        'button',
        {
          type: 'button',
          class: 'button small',
          'aria-pressed': filters.single ? 'false' : 'true',
          'data-test': 'grouping',
          onClick: () => (filters.single = !filters.single),
        },
        t(filters.single ? 'incident.group' : 'incident.single'),
      );

    const searchBox = () =>
      h('div', { class: 'search', role: 'search' }, [
        icons.search(),
        h('input', {
          class: 'input',
          type: 'search',
          value: typed.value,
          placeholder: t('warnings.search'),
          'aria-label': t('warnings.search'),
          'data-test': 'search',
          onInput: (event) => (typed.value = event.target.value),
        }),
      ]);

    const counted = () => {
      const text = !ready.value
        ? ''
        : filtering.value
          ? t('warnings.countOf', { shown: count(shown.value.length), total: count(inState.value.length) })
          : tn('warnings.count', shown.value.length, { shown: count(shown.value.length) });
      return h('div', { class: 'toolbar-count' }, [
        h('span', { role: 'status' }, text),
        filtering.value &&
          h('button', { type: 'button', class: 'button bare', onClick: clearFilters }, t('warnings.clearFilters')),
      ]);
    };

    const empty = () =>
      h('div', { class: 'empty', 'data-test': 'empty' }, [
        icons.check({ class: 'icon empty-icon', width: 32, height: 32 }),
        h(
          'p',
          { class: 'empty-title' },
          filtering.value
            ? t('warnings.noMatch')
            : shownState.value === 'open'
              ? t('warnings.noneOpen')
              : t('warnings.none'),
        ),
        !filtering.value &&
          shownState.value === 'open' &&
          runs.current === LIVE &&
          h('p', { class: 'soft' }, t('warnings.noneOpenNote')),
      ]);

    const foundNote = () => {
      if (notSearched.value) {
        return h('p', { class: 'note bad-text', role: 'alert', 'data-test': 'not-searched' }, t('warnings.notSearched', { reason: notSearched.value }));
      }
      return (
        foundTotal.value > found.value.length &&
        h(
          'p',
          { class: 'note', 'data-test': 'found-newest' },
          t('warnings.foundNewest', { shown: count(found.value.length), total: count(foundTotal.value) }),
        )
      );
    };

    const capped = () => {
      const total =
        (shownState.value === 'closed' ? 0 : loaded.openTotal) + (shownState.value === 'open' ? 0 : loaded.closedTotal);
      const most = shownState.value === 'all' ? 2 * MOST : MOST;
      return (
        total > most &&
        h('p', { class: 'note' }, t('warnings.capped', { shown: count(inState.value.length), total: count(total) }))
      );
    };

    return () => {
      const replay = runs.current !== LIVE;
      return h('div', { class: ['page', 'warnings-page', selectedId.value && 'has-panel'] }, [
        h('h1', { class: 'unseen' }, t('warnings.title')),
        h('div', { class: 'page-main' }, [
          replay &&
            h('div', { class: 'replay-note', 'data-test': 'replay-note' }, [
              h('span', { class: 'replay-mark' }, t('run.replayMark')),
              h('span', { class: 'replay-text' }, t('run.replayNote')),
              h('a', { href: href('warnings') }, t('run.backToLive')),
            ]),
          h('section', { class: ['overview', replay && 'replay'] }, [
            gradeFilter(filters.grades, byPeak.value, toggle),
            figures(byPeak.value, folded.value, () => (folded.value = !folded.value)),
          ]),
          h('div', { class: 'toolbar' }, [runSelector(showRun), states(), grouping(), searchBox(), counted()]),
          loaded.error && !ready.value
            ? failure(loaded.error, reload)
            : !ready.value
              ? h('p', { class: 'loading', role: 'status' }, t('warnings.loading'))
              : shown.value.length
                ? h(WarningList, {
                    warnings: listed.value,
                    onFold: fold,
                    selectedId: selectedId.value,
                    run: runs.current,
                    query: query.value,
                  })
                : !notSearched.value && empty(),
          ready.value && foundNote(),
          ready.value && capped(),
        ]),
        selectedId.value && h(WarningPanel, { key: selectedId.value, id: selectedId.value, onClose: closePanel }),
      ]);
    };
  },
};

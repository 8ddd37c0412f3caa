// What is to be told to the public, and what it has been told.

import { h, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, fullTime, nameOf } from '../format.js';
import { go, href, route } from '../router.js';
import { loadAgain } from '../components/again.js';
import { failure } from '../components/bits.js';
import { gradeBadge } from '../components/grade.js';
import * as icons from '../components/icons.js';

const LISTS = ['waiting', 'released', 'cancelled'];
const AGAIN_MS = 5000;

const listOf = () => (LISTS.includes(route.value.query.state) ? route.value.query.state : 'waiting');

const row = ({ warning, state, proposal }) =>
  h('li', { key: warning.id, class: 'release-row', 'data-release': warning.id }, [
    gradeBadge(proposal?.grade ?? warning.releasedGrade, warning.peak),
    h('div', { class: 'release-what' }, [
      h('a', { class: 'strong', href: href('warnings', warning.id) }, h('bdi', nameOf(warning.ruleName, warning.rule))),
      h('p', { class: 'soft' }, [
        h('bdi', nameOf(warning.assetName, warning.asset)),
        districtName(warning.district) && [' · ', h('bdi', districtName(warning.district))],
      ]),
    ]),
    h('div', [
      h('p', t(`release.state.${state}`)),
      proposal &&
        h(
          'p',
          { class: 'soft' },
          `${proposal.by ? clean(proposal.by) : t('release.system')} · ${fullTime(Date.parse(proposal.at))}`,
        ),
    ]),
  ]);

export const ReleasesPage = {
  setup() {
    const state = shallowReactive({ items: null, error: null });

    async function load() {
      try {
        state.items = await api.releases({ state: listOf() });
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }

    watch(listOf, () => {
      state.items = null;
      load();
    });
    loadAgain(load, AGAIN_MS);

    return () =>
      h('div', { class: 'page' }, h('div', { class: 'page-main', 'data-test': 'releases' }, [
        h('div', { class: 'page-head' }, [
          h('h1', { class: 'page-title' }, t('releases.title')),
          h('p', { class: 'soft' }, t('releases.intro')),
        ]),
        h(
          'div',
          { class: 'segments', role: 'group', 'aria-label': t('releases.title') },
          LISTS.map((list) =>
            h(
              'button',
              {
                type: 'button',
                class: 'segment',
                'aria-pressed': list === listOf() ? 'true' : 'false',
                'data-test': `releases-${list}`,
                onClick: () => go('releases', null, { state: list }),
              },
              t(`releases.${list}`),
            ),
          ),
        ),
        state.error
          ? failure(state.error, load)
          : state.items &&
            (state.items.length
              ? h('ul', { class: 'release-list' }, state.items.map(row))
              : h('div', { class: 'empty' }, [icons.check({ class: 'icon empty-icon', width: 28, height: 28 }), h('p', { class: 'empty-title' }, t('releases.nothing'))])),
      ]));
  },
};

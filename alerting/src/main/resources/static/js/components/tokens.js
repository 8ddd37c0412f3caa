// Machines' tokens: one is shown when it is made, and never again.

import { h, onMounted, reactive, shallowReactive } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, fullTime } from '../format.js';
import { may } from '../store.js';
import { failure, labelled } from './bits.js';

const COLUMNS = ['name', 'roles', 'expires', 'used', 'state'];
const DAYS = [30, 90, 365];
const FOR_PEOPLE = ['SECURITY_ADMIN', 'DISTRICT_OFFICER'];

const timeOf = (text) => (text ? fullTime(Date.parse(text)) : '–');

export const Tokens = {
  setup() {
    const state = shallowReactive({ items: null, roles: [], error: null, given: null, problem: '', revoking: null });
    const form = reactive({ name: '', role: 'VIEWER', days: 90 });

    async function load() {
      try {
        const [tokens, choices] = await Promise.all([api.tokens(), api.roles()]);
        Object.assign(state, {
          items: tokens.items,
          roles: choices.roles.filter((role) => !FOR_PEOPLE.includes(role)),
          error: null,
        });
      } catch (error) {
        state.error = error;
      }
    }

    onMounted(load);

    async function run(work) {
      state.problem = '';
      try {
        await work();
        await load();
      } catch (error) {
        state.problem =
          error.status === 422 ? t('users.refused', { reason: clean(error.detail) }) : (error.text ?? error.message);
      }
    }

    function create(event) {
      event.preventDefault();
      return run(async () => {
        state.given = await api.createToken({
          name: form.name.trim(),
          roles: [form.role],
          expiresAt: new Date(Date.now() + form.days * 86_400_000).toISOString(),
        });
        form.name = '';
      });
    }

    function revoke(token) {
      if (state.revoking !== token.id) {
        state.revoking = token.id;
        return undefined;
      }
      state.revoking = null;
      return run(() => api.revokeToken(token.id));
    }

    const ended = (token) =>
      token.revokedAt
        ? t('tokens.revoked', { time: timeOf(token.revokedAt) })
        : Date.parse(token.expiresAt) < Date.now()
          ? t('tokens.expired')
          : null;

    const row = (token) =>
      h('tr', { key: token.id, 'data-token': token.id }, [
        h('td', h('bdi', clean(token.name))),
        labelled(t('tokens.roles'), token.roles.map((role) => t(`role.${role}`)).join(t('users.comma'))),
        labelled(t('tokens.expires'), timeOf(token.expiresAt)),
        labelled(t('tokens.used'), timeOf(token.lastUsedAt)),
        labelled(
          t('tokens.state'),
          ended(token) ??
            (may('SECURITY_ADMIN')
              ? h(
                  'button',
                  { type: 'button', class: 'button small', 'data-test': 'revoke', onClick: () => revoke(token) },
                  t(state.revoking === token.id ? 'tokens.revokeReally' : 'tokens.revoke'),
                )
              : t('tokens.inForce')),
        ),
      ]);

    const select = (field, values, label) =>
      h('label', { class: 'field' }, [
        h('span', { class: 'label' }, t(`tokens.${field}`)),
        h(
          'select',
          { class: 'select', 'data-test': `token-${field}`, onChange: (event) => (form[field] = event.target.value) },
          values.map((value) => h('option', { value, selected: String(value) === String(form[field]) }, label(value))),
        ),
      ]);

    return () =>
      h('section', { class: 'tokens', 'data-test': 'tokens' }, [
        h('div', { class: 'page-head' }, [h('h2', { class: 'section-title' }, t('tokens.title')), h('p', { class: 'soft' }, t('tokens.intro'))]),
        state.error && failure(state.error, load),
        state.given &&
          h('div', { class: 'notice', role: 'status', 'data-test': 'given-token' }, [
            h('p', t('tokens.given', { name: clean(state.given.name) })),
            h('p', h('code', { class: 'given-secret' }, state.given.token)),
          ]),
        may('SECURITY_ADMIN') &&
          h('form', { class: 'token-form', onSubmit: create }, [
            h('label', { class: 'field' }, [
              h('span', { class: 'label' }, t('tokens.name')),
              h('input', {
                class: 'input',
                required: true,
                maxlength: 64,
                autocomplete: 'off',
                value: form.name,
                'data-test': 'token-name',
                onInput: (event) => (form.name = event.target.value),
              }),
            ]),
            select('role', state.roles, (role) => t(`role.${role}`)),
            select('days', DAYS, (days) => t('tokens.inDays', { days })),
            h('button', { type: 'submit', class: 'button', 'data-test': 'create-token' }, t('tokens.create')),
          ]),
        state.problem && h('p', { class: 'bad-text', role: 'alert' }, state.problem),
        state.items?.length > 0 &&
          h('table', { class: 'table points-table stacked' }, [
            h('caption', { class: 'unseen' }, t('tokens.title')),
            h('thead', h('tr', COLUMNS.map((column) => h('th', { scope: 'col' }, t(`tokens.${column}`))))),
            h('tbody', state.items.map(row)),
          ]),
      ]);
  },
};

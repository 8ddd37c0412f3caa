// Accounts: who there is, what they may do, and a first password that is shown once.

import { computed, h, onMounted, reactive, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t, tn } from '../i18n.js';
import { clean, count, fullTime } from '../format.js';
import { go, href, route } from '../router.js';
import { may, session } from '../store.js';
import { failure, labelled } from '../components/bits.js';
import { pager } from '../components/pager.js';
import { Tokens } from '../components/tokens.js';
import { SidePanel } from '../components/side-panel.js';

const PAGE_SIZE = 100;
const NEW = '+';
const COLUMNS = ['name', 'roles', 'districts', 'person', 'state'];

const role = (name) => t(`role.${name}`);

function stateOf(account) {
  const states = [];
  if (account.disabled) {
    states.push(t('users.disabled'));
  }
  if (account.lockedUntil) {
    states.push(t('users.lockedUntil', { time: fullTime(Date.parse(account.lockedUntil)) }));
  }
  if (account.temporary) {
    states.push(t('users.temporary'));
  }
  if (account.external) {
    states.push(t('users.external'));
  }
  if (account.secondFactor) {
    states.push(t('users.secondFactor'));
  }
  return states.length ? states : [t('users.active')];
}

/** An account's form. Roles that do not go together cannot be ticked together. */
const UserPanel = {
  props: { id: { type: String, required: true } },
  emits: ['close', 'changed'],
  setup(props, { emit }) {
    const isNew = props.id === NEW;
    const state = shallowReactive({ account: null, choices: null, error: null, problem: '', busy: false, given: null });
    const form = reactive({ name: '', roles: [], districts: [], person: '', disabled: false });
    const own = computed(() => props.id === session.user);
    const readOnly = computed(() => own.value || !may('SECURITY_ADMIN'));

    async function load() {
      try {
        state.choices = await api.roles();
        if (!isNew) {
          take(await api.user(props.id));
        }
      } catch (error) {
        state.error = error;
      }
    }

    function take(account) {
      state.account = account;
      Object.assign(form, {
        name: account.name,
        roles: [...account.roles],
        districts: [...account.districts],
        person: account.person ?? '',
        disabled: account.disabled,
      });
    }

    onMounted(load);

    function tick(name, on) {
      const apart = state.choices.keptApart;
      let roles = form.roles.filter((one) => one !== name);
      if (on) {
        if (name === 'DISTRICT_OFFICER') {
          roles = [];
        } else {
          roles = roles.filter((one) => one !== 'DISTRICT_OFFICER' && !(apart.includes(name) && apart.includes(one)));
        }
        roles.push(name);
      }
      form.roles = roles;
      if (!roles.includes('DISTRICT_OFFICER')) {
        form.districts = [];
      }
    }

    async function run(work) {
      if (state.busy) {
        return;
      }
      state.busy = true;
      state.problem = '';
      try {
        await work();
        emit('changed');
      } catch (error) {
        state.problem =
          error.status === 422 || error.status === 409
            ? t('users.refused', { reason: clean(error.detail) })
            : (error.text ?? error.message);
      } finally {
        state.busy = false;
      }
    }

    const wish = () => ({
      roles: form.roles,
      districts: form.districts,
      person: form.person.trim() || null,
      disabled: form.disabled,
    });

    function save(event) {
      event.preventDefault();
      return run(async () => {
        if (isNew) {
          state.given = await api.createUser({ name: form.name.trim(), ...wish() });
        } else {
          take(await api.changeUser(props.id, wish(), state.account.version));
        }
      });
    }

    const box = (label, checked, onChange, test) =>
      h('label', { class: 'tick' }, [
        h('input', {
          type: 'checkbox',
          checked,
          disabled: readOnly.value,
          'data-test': test,
          onChange: (event) => onChange(event.target.checked),
        }),
        h('span', h('bdi', label)),
      ]);

    const input = (field, attributes = {}) =>
      h('label', { class: 'field' }, [
        h('span', { class: 'label' }, t(`users.${field}`)),
        h('input', {
          class: 'input',
          value: form[field],
          disabled: readOnly.value,
          'data-test': `user-${field}`,
          autocomplete: 'off',
          spellcheck: 'false',
          onInput: (event) => (form[field] = event.target.value),
          ...attributes,
        }),
      ]);

    const given = () =>
      state.given &&
      h('div', { class: 'notice', role: 'status', 'data-test': 'given' }, [
        h('p', t('users.given', { user: clean(state.given.user) })),
        h('p', h('code', { class: 'given-secret' }, state.given.password)),
        h('p', { class: 'soft' }, t('users.givenNote')),
      ]);

    const body = () => {
      if (state.error) {
        return failure(state.error, load);
      }
      if (!state.choices || (!isNew && !state.account)) {
        return h('p', { class: 'loading', role: 'status' }, t('users.loading'));
      }
      if (isNew && state.given) {
        return given();
      }
      return [
        own.value && h('p', { class: 'soft' }, t('users.own')),
        state.account?.alone && h('p', { class: 'notice' }, t('users.alone')),
        given(),
        h('form', { class: 'user-form', onSubmit: save }, [
          isNew && input('name', { required: true, maxlength: 64 }),
          h('fieldset', { class: 'ticks' }, [
            h('legend', { class: 'label' }, t('users.roles')),
            ...state.choices.roles.map((name) =>
              box(role(name), form.roles.includes(name), (on) => tick(name, on), `role-${name}`),
            ),
            h('p', { class: 'soft' }, t('users.keptApart')),
          ]),
          form.roles.includes('DISTRICT_OFFICER') &&
            h('fieldset', { class: 'ticks' }, [
              h('legend', { class: 'label' }, t('users.districts')),
              ...state.choices.districts.map((name) =>
                box(districtName(name), form.districts.includes(name), (on) => {
                  form.districts = on ? [...form.districts, name] : form.districts.filter((one) => one !== name);
                }),
              ),
            ]),
          input('person', { maxlength: 64 }),
          !isNew && box(t('users.disable'), form.disabled, (on) => (form.disabled = on), 'user-disabled'),
          state.problem && h('p', { class: 'bad-text', role: 'alert', 'data-test': 'problem' }, state.problem),
          !readOnly.value &&
            h('div', { class: 'action-row' }, [
              h('button', { type: 'submit', class: 'button primary', 'data-test': 'save' }, t(isNew ? 'users.create' : 'users.save')),
              state.account?.lockedUntil &&
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'button',
                    onClick: () =>
                      run(async () => {
                        await api.unlockUser(props.id);
                        take(await api.user(props.id));
                      }),
                  },
                  t('users.unlock'),
                ),
              !isNew &&
                !state.account.external &&
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'button',
                    'data-test': 'reset',
                    onClick: () => run(async () => (state.given = await api.resetPassword(props.id))),
                  },
                  t('users.reset'),
                ),
              state.account?.secondFactor &&
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'button',
                    onClick: () =>
                      run(async () => {
                        await api.removeSecondFactor(props.id);
                        take(await api.user(props.id));
                      }),
                  },
                  t('users.removeFactor'),
                ),
            ]),
        ]),
      ];
    };

    return () =>
      h(
        SidePanel,
        { label: t('users.account'), onClose: () => emit('close') },
        { title: () => (isNew ? t('users.new') : h('bdi', clean(props.id))), default: body },
      );
  },
};

export const UsersPage = {
  setup() {
    const page = computed(() => Math.max(0, Number.parseInt(route.value.query.page ?? '1', 10) - 1 || 0));
    const state = shallowReactive({ items: null, total: 0, error: null });

    async function load() {
      try {
        const answer = await api.users({ page: page.value, size: PAGE_SIZE });
        Object.assign(state, { items: answer.items, total: answer.total, error: null });
      } catch (error) {
        state.error = error;
      }
    }

    watch(page, load, { immediate: true });

    const row = (account) =>
      h('tr', { key: account.name, 'data-user': account.name }, [
        h('td', h('a', { class: 'row-link strong line', href: href('users', account.name) }, h('bdi', clean(account.name)))),
        labelled(t('users.roles'), account.roles.map(role).join(t('users.comma'))),
        labelled(t('users.districts'), h('bdi', account.districts.map(districtName).join(t('users.comma')) || '–')),
        labelled(t('users.person'), h('bdi', clean(account.person ?? '') || '–')),
        labelled(t('users.state'), stateOf(account).join(t('users.comma'))),
      ]);

    return () =>
      h('div', { class: ['page', route.value.id && 'has-panel'] }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'page-head' }, [
            h('h1', { class: 'page-title' }, t('users.title')),
            h('p', { class: 'soft' }, t('users.intro')),
          ]),
          h('div', { class: 'toolbar' }, [
            may('SECURITY_ADMIN') &&
              h('a', { class: 'button primary', href: href('users', NEW), 'data-test': 'new-user' }, t('users.new')),
            h('div', { class: 'toolbar-count', role: 'status' }, state.items ? tn('users.count', state.total, { total: count(state.total) }) : ''),
          ]),
          state.error && !state.items
            ? failure(state.error, load)
            : !state.items
              ? h('p', { class: 'loading', role: 'status' }, t('users.loading'))
              : h('table', { class: 'table points-table stacked users-table', 'data-test': 'users' }, [
                  h('caption', { class: 'unseen' }, t('users.title')),
                  h('thead', h('tr', COLUMNS.map((column) => h('th', { scope: 'col' }, t(`users.${column}`))))),
                  h('tbody', state.items.map(row)),
                ]),
          pager({
            label: t('users.title'),
            page: page.value,
            size: PAGE_SIZE,
            total: state.total,
            address: (p) => href('users', null, { page: p + 1 }),
          }),
          h(Tokens),
        ]),
        route.value.id &&
          h(UserPanel, {
            key: route.value.id,
            id: route.value.id,
            onChanged: load,
            onClose: () => go('users'),
          }),
      ]);
  },
};

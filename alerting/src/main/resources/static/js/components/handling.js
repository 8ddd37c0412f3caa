// What people do about a warning, who was told, and what may be done next.

import { h, nextTick, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, count, fullTime } from '../format.js';
import { mayHandle, onResume, takeWarning } from '../store.js';
import { momentOf } from './bits.js';
import * as icons from './icons.js';

const STAGES = ['RAISED', 'ACKNOWLEDGED', 'ASSESSED', 'IN_DISPOSAL', 'CLOSED'];
const ASSESSMENTS = ['CONFIRMED', 'FALSE', 'DRILL', 'KNOWN_WORK'];
const SHELVE_HOURS = [1, 4, 24];
// As the server has them; it would only say so after an upload.
const PHOTO_TYPES = ['image/jpeg', 'image/png'];
const MOST_PHOTOS = 6;
const MOST_TOLD = 4; // the newest, until somebody asks for all
const MOST_PHOTO_BYTES = 12 * 1024 * 1024;
// Receipts and escalations come without a change of the warning.
const AGAIN_MS = 5000;
// They work while the focus is in the warning's page, so that they cannot be met by accident.
const KEYS = { a: 'acknowledge', s: 'assess', d: 'order', c: 'close' };

const stageOf = (state) => STAGES.indexOf(state === 'ARCHIVED' ? 'CLOSED' : state);

function stages(state) {
  const now = stageOf(state);
  return h(
    'ol',
    { class: 'stages', 'aria-label': t('handling.stages') },
    STAGES.map((stage, i) =>
      h(
        'li',
        { class: [i < now && 'done', i === now && 'now'], 'aria-current': i === now ? 'step' : null },
        t(`handling.state.${stage}`),
      ),
    ),
  );
}

export function stepText(step) {
  const key = `handling.step.${step.action}`;
  if (step.action === 'ASSESS') {
    return t(key, { assessment: t(`handling.assessment.${step.detail}`) });
  }
  if (step.action === 'SHELVE') {
    return t(key, { until: fullTime(Date.parse(step.detail)) });
  }
  return t(key, { detail: clean(step.detail ?? '') });
}

const photosOf = (photos, warningId) =>
  photos.length > 0 &&
  h(
    'ul',
    { class: 'photos', 'data-test': 'photos' },
    photos.map((photo) => {
      const address = api.photoAddress(warningId, photo.id);
      // As large as the thumbnail will be, so that nothing jumps when it comes.
      const scale = Math.min(1, 320 / Math.max(photo.width, photo.height)) / 2;
      return h('li', { key: photo.id }, [
        h('a', { href: address, target: '_blank', rel: 'noopener' }, [
          h('img', {
            src: `${address}/thumbnail`,
            alt: t('handling.photo', { person: clean(photo.person), at: fullTime(Date.parse(photo.at)) }),
            loading: 'lazy',
            width: Math.max(1, Math.round(photo.width * scale)),
            height: Math.max(1, Math.round(photo.height * scale)),
          }),
        ]),
      ]);
    }),
  );

const steps = (all, photos, warning) =>
  h(
    'ol',
    { class: 'steps', 'data-test': 'steps' },
    [...all].reverse().map((step) =>
      h('li', { key: step.number }, [
        h('div', { class: 'step-what' }, [
          h('span', stepText(step)),
          step.comment && h('p', { class: 'ack-comment' }, h('bdi', clean(step.comment))),
          photosOf(photos.filter((photo) => photo.step === step.number), warning.id),
        ]),
        h('div', { class: 'step-who' }, [
          h('bdi', clean(step.person)),
          step.via !== 'DASHBOARD' && h('span', { class: 'tag' }, t(`handling.via.${step.via}`)),
        ]),
        h(
          'time',
          { class: 'timeline-time', datetime: step.at, title: fullTime(Date.parse(step.at)) },
          momentOf(Date.parse(step.at), warning.run),
        ),
      ]),
    ),
  );

function delivery(one) {
  const channel = t(`told.channel.${one.channel}`);
  return h('span', { class: ['delivery', one.state.toLowerCase()], title: clean(one.error ?? one.provider ?? '') }, [
    `${channel} ${t(`told.delivery.${one.state}`)}`,
  ]);
}

/** Of many tries on a channel the last one tells how it went. */
const lastOfEach = (deliveries) => [...new Map(deliveries.map((one) => [one.channel, one])).values()];

const told = (all, run, whole, onWhole) =>
  all.length
    ? [
      !whole && all.length > MOST_TOLD && h(
        'button',
        { type: 'button', class: 'button bare small', 'data-test': 'told-all', onClick: onWhole },
        t('warning.more', { count: count(all.length) }),
      ),
      h(
        'ol',
        { class: 'told', 'data-test': 'told' },
        all.slice(whole ? 0 : -MOST_TOLD).map((one) =>
          h('li', { key: one.id }, [
            h('div', { class: 'told-who' }, [
              h('bdi', { class: 'told-name' }, clean(one.name)),
              h('bdi', { class: 'sub' }, clean(one.unit)),
            ]),
            h('div', { class: 'told-how' }, [
              h('span', t(`told.kind.${one.kind}`)),
              ...lastOfEach(one.deliveries).map(delivery),
              ['DUE', 'HELD', 'DROPPED', 'FAILED', 'ANSWERED'].includes(one.state) &&
                h('span', { class: ['delivery', one.state.toLowerCase()] }, t(`told.state.${one.state}`)),
            ]),
            h(
              'time',
              { class: 'timeline-time', datetime: one.dueAt, title: fullTime(Date.parse(one.dueAt)) },
              momentOf(Date.parse(one.dueAt), run),
            ),
          ]),
        ),
      ),
    ]
    : h('p', { class: 'soft' }, t('told.nobody'));

export const HandlingSection = {
  props: { warning: { type: Object, required: true } },
  setup(props) {
    const handling = shallowRef(null);
    const messages = shallowRef([]);
    const wholeTold = ref(false);
    const form = reactive({ open: '', comment: '', assessment: 'CONFIRMED', assignee: '', files: [], hours: 1, busy: false, problem: '' });

    async function fetchAll() {
      try {
        const [found, sent] = await Promise.all([api.handling(props.warning.id), api.told(props.warning.id)]);
        handling.value = found;
        messages.value = sent;
      } catch {
        // The next change of this warning, or the next round, asks again.
      }
    }

    watch(() => [props.warning.id, props.warning.handlingVersion, props.warning.acknowledgedAt, props.warning.lastEventNumber].join('/'), fetchAll, {
      immediate: true,
    });
    const timer = setInterval(fetchAll, AGAIN_MS);
    const stopResume = onResume(fetchAll);
    onBeforeUnmount(() => {
      clearInterval(timer);
      stopResume();
    });

    /** @param body or what makes it, once nothing else is under way */
    async function act(action, body) {
      if (form.busy) {
        return;
      }
      form.busy = true;
      form.problem = '';
      try {
        const content = typeof body === 'function' ? await body() : body;
        await api.handle(props.warning.id, action, content, handling.value.version);
        Object.assign(form, { open: '', comment: '', assignee: '', files: [] });
        takeWarning(await api.warning(props.warning.id));
        await fetchAll();
      } catch (error) {
        form.problem = [400, 409, 415, 422, 503].includes(error.status) && error.detail ? clean(error.detail) : (error.text ?? error.message);
        if (error.status === 412) {
          await fetchAll();
        }
      } finally {
        form.busy = false;
      }
    }

    /** Opens a form, or none; what was chosen in another one is not sent with it. */
    const open = (action) => Object.assign(form, { open: action, problem: '', files: [] });

    const help = ref(false);
    async function shortcut(event) {
      const inPanel = event.target.closest?.('[data-test=panel]');
      if (!inPanel || event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      if (event.key === '?') {
        event.preventDefault();
        help.value = !help.value;
        return;
      }
      const action = KEYS[event.key];
      const allowed = (handling.value?.allowed ?? []).map((one) => one.toLowerCase());
      if (!action || !mayHandle() || !allowed.includes(action)) {
        return;
      }
      event.preventDefault();
      open(action);
      await nextTick();
      inPanel.querySelector('.ack-form select, .ack-form input')?.focus();
    }
    addEventListener('keydown', shortcut);
    onBeforeUnmount(() => removeEventListener('keydown', shortcut));

    const keys = () =>
      h('div', { class: 'keys' }, [
        h(
          'button',
          { type: 'button', class: 'button bare small', 'aria-expanded': help.value ? 'true' : 'false', 'data-test': 'keys', onClick: () => (help.value = !help.value) },
          [h('kbd', '?'), t('keys.title')],
        ),
        help.value &&
          h('dl', { class: 'keys-list', 'data-test': 'keys-list' }, [
            ...Object.entries(KEYS).map(([key, action]) => h('div', [h('dt', h('kbd', key)), h('dd', t(`handling.do.${action}`))])),
            h('div', [h('dt', h('kbd', 'Esc')), h('dd', t('warning.close'))]),
          ]),
      ]);

    const comment = () => form.comment.trim() || undefined;

    function send() {
      switch (form.open) {
        case 'acknowledge':
          return act('acknowledge', { comment: comment() });
        case 'assess':
          return act('assess', { assessment: form.assessment, comment: comment() });
        case 'order':
          return act('order', { assignee: form.assignee.trim(), order: form.comment.trim() });
        case 'feedback':
          return act('feedback', async () => {
            const photos = [];
            for (const file of form.files) {
              photos.push((await api.uploadPhoto(props.warning.id, file)).id);
            }
            return { comment: comment(), photos };
          });
        case 'shelve':
          return act('shelve', {
            reason: form.comment.trim(),
            until: new Date(Date.now() + form.hours * 3_600_000).toISOString(),
          });
        default:
          return act(form.open, { comment: comment() });
      }
    }

    const text = (key, field, required) =>
      h('label', { class: 'field' }, [
        h('span', { class: 'unseen' }, t(key)),
        h('input', {
          class: 'input',
          maxlength: 500,
          required,
          value: form[field],
          placeholder: t(key),
          onInput: (event) => (form[field] = event.target.value),
        }),
      ]);

    function take(event) {
      const files = [...event.target.files];
      form.problem = '';
      if (files.length > MOST_PHOTOS) {
        form.problem = t('handling.tooManyPhotos', { count: MOST_PHOTOS });
      } else if (files.some((file) => file.size > MOST_PHOTO_BYTES)) {
        form.problem = t('error.tooLarge');
      } else if (files.some((file) => !PHOTO_TYPES.includes(file.type))) {
        form.problem = t('handling.noPhoto');
      }
      form.files = form.problem ? [] : files;
      if (form.problem) {
        event.target.value = '';
      }
    }

    const photoField = () =>
      h('label', { class: 'field photo-field' }, [
        h('span', t('handling.photos')),
        h('input', {
          type: 'file',
          accept: PHOTO_TYPES.join(','),
          multiple: true,
          'data-test': 'photo-files',
          onChange: take,
        }),
        h('span', { class: 'sub' }, t('handling.photosNote')),
      ]);

    const choice = (key, field, values, label) =>
      h('label', { class: 'field short' }, [
        h('span', { class: 'unseen' }, t(key)),
        h(
          'select',
          { class: 'select', value: form[field], onChange: (event) => (form[field] = event.target.value) },
          values.map((value) => h('option', { value, selected: String(value) === String(form[field]) }, label(value))),
        ),
      ]);

    function fields() {
      switch (form.open) {
        case 'assess':
          return [
            choice('handling.assess', 'assessment', ASSESSMENTS, (value) => t(`handling.assessment.${value}`)),
            text('warning.comment', 'comment', false),
          ];
        case 'order':
          return [text('handling.assignee', 'assignee', true), text('handling.orderText', 'comment', true)];
        case 'feedback':
          return [text('handling.feedbackText', 'comment', true), photoField()];
        case 'shelve':
          return [
            choice('handling.shelveFor', 'hours', SHELVE_HOURS, (value) => t('handling.hours', { count: value })),
            text('handling.shelveReason', 'comment', true),
          ];
        default:
          return [text('warning.comment', 'comment', false)];
      }
    }

    function submit(event) {
      event.preventDefault();
      send();
    }

    const openButton = (action, primary) =>
      h(
        'button',
        {
          type: 'button',
          class: ['button', 'small', primary && 'primary'],
          'data-test': `do-${action}`,
          onClick: () => open(action),
        },
        t(`handling.do.${action}`),
      );

    function actions(now) {
      if (!mayHandle()) {
        return h('p', { class: 'soft' }, t('handling.notYours'));
      }
      const allowed = now.allowed.map((action) => action.toLowerCase());
      if (allowed.includes('acknowledge') && form.open === '') {
        form.open = 'acknowledge';
      }
      if (form.open && form.open !== 'shelve' && !allowed.includes(form.open)) {
        Object.assign(form, { open: '', files: [] });
      }
      const ended = now.state === 'CLOSED' || now.state === 'ARCHIVED';
      const order = ['acknowledge', 'close', 'assess', 'order', 'feedback', 'archive'].filter((a) => allowed.includes(a));
      return h('div', { class: 'actions' }, [
        form.open &&
          h('form', { class: 'ack-form', onSubmit: submit }, [
            ...fields(),
            h(
              'button',
              { type: 'submit', class: 'button primary', 'data-test': form.open === 'acknowledge' ? 'acknowledge' : 'submit' },
              form.busy ? t('row.acknowledging') : t(`handling.do.${form.open}`),
            ),
            form.open !== 'acknowledge' &&
              h('button', { type: 'button', class: 'button bare', onClick: () => open('') }, t('handling.cancel')),
          ]),
        form.problem && h('p', { class: 'bad-text', role: 'alert' }, form.problem),
        h('div', { class: 'action-row' }, [
          ...order.filter((action) => action !== form.open).map((action, i) => openButton(action, i === 0 && !form.open)),
          !ended && !now.shelving && form.open !== 'shelve' && openButton('shelve', false),
        ]),
      ]);
    }

    function shelving(now) {
      const one = now.shelving;
      if (!one || Date.parse(one.until) < Date.now()) {
        return null;
      }
      return h('div', { class: 'shelved' }, [
        h('p', [
          t(now.shelved ? 'handling.shelved' : 'handling.shelvingWaits', {
            person: clean(one.by),
            until: fullTime(Date.parse(one.until)),
          }),
          h('span', { class: 'ack-comment' }, [' ', h('bdi', clean(one.reason))]),
        ]),
        mayHandle() && h('div', { class: 'action-row' }, [
          !one.confirmedBy &&
            h(
              'button',
              { type: 'button', class: 'button small', onClick: () => act('shelve/confirm') },
              t('handling.do.confirm'),
            ),
          h('button', { type: 'button', class: 'button small', onClick: () => act('unshelve', {}) }, t('handling.do.unshelve')),
        ]),
      ]);
    }

    return () => {
      const now = handling.value;
      if (!now) {
        return null;
      }
      return [
        h('section', { class: 'panel-section', 'data-test': 'handling' }, [
          h('h3', t('warning.handling')),
          stages(now.state),
          now.acknowledgedAt &&
            h('p', { class: 'acknowledged' }, [
              icons.check(),
              h('span', t('warning.acknowledgedBy', { user: clean(now.acknowledgedBy) })),
              h('time', { class: 'sub', datetime: now.acknowledgedAt }, fullTime(Date.parse(now.acknowledgedAt))),
            ]),
          now.acknowledgedAt && now.unanswered && h('p', { class: 'bad-text' }, t('handling.worse')),
          now.assignee && h('p', { class: 'assigned' }, t('handling.assigned', { assignee: clean(now.assignee), order: clean(now.order) })),
          shelving(now),
          actions(now),
          mayHandle() && keys(),
          now.steps.length > 0 && steps(now.steps, now.photos, props.warning),
        ]),
        h('section', { class: 'panel-section' }, [h('h3', t('told.title')), told(messages.value, props.warning.run, wholeTold.value, () => (wholeTold.value = true))]),
      ];
    };
  },
};

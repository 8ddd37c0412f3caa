// One dead letter: what was refused, why, and what to do.

import { h, onBeforeUnmount, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { hasText, t } from '../i18n.js';
import { clean, count, fullTime, nameOf } from '../format.js';
import { href } from '../router.js';
import { LIVE, may } from '../store.js';
import { failure, Moment } from './bits.js';
import { Resubmit } from './resubmit.js';
import { fact, SidePanel } from './side-panel.js';

export const position = (letter) =>
  letter.index < 0 ? t('letters.whole') : t('letters.index', { index: count(letter.index + 1) });

export const DeadLetterPanel = {
  props: { id: { type: String, required: true } },
  emits: ['close', 'changed'],
  setup(props, { emit }) {
    const found = shallowRef(null);
    const problem = shallowRef(null);
    let abort = null;

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      problem.value = null;
      try {
        found.value = await api.deadLetter(props.id, mine.signal);
      } catch (error) {
        if (error.name !== 'AbortError') {
          problem.value = error;
        }
      }
    }

    watch(() => props.id, load, { immediate: true });
    onBeforeUnmount(() => abort?.abort());

    function done() {
      load();
      emit('changed');
    }

    const message = (content) => {
      if (content.hex === null || content.hex === undefined || content.hex === '') {
        return h('p', { class: 'soft' }, t('letters.notKept'));
      }
      return [
        content.text &&
          h('pre', { class: 'message', tabindex: 0, 'aria-label': t('letters.text'), 'data-test': 'text' }, [
            h('bdi', content.text),
          ]),
        content.text && content.textTruncated && h('p', { class: 'sub' }, t('letters.textCut')),
        h('details', { open: !content.text }, [
          h('summary', t('letters.hex')),
          h('pre', { class: 'message', tabindex: 0, 'aria-label': t('letters.hex') }, content.hex),
        ]),
      ];
    };

    function content(answer) {
      const { letter } = answer;
      return [
        h('section', { class: 'panel-section' }, [
          h('h3', t('letters.detail')),
          h('p', { class: 'letter-detail' }, h('bdi', clean(letter.detail))),
        ]),
        h('section', { class: 'panel-section' }, [
          h('h3', t('letters.meaning')),
          h('p', nameOf(answer.meaning, letter.reason)),
        ]),
        h('section', { class: 'panel-section' }, [
          h('h3', t('letters.remedy')),
          h('p', nameOf(answer.remedy, letter.reason)),
        ]),
        h('section', { class: 'panel-section' }, [
          h('h3', t('letters.resubmit')),
          !may('SYSTEM_ADMIN')
            ? h('p', { class: 'soft' }, t('letters.notYours'))
            : letter.resubmittable
            ? [
                h('p', { class: 'soft resubmit-note' }, t('letters.resubmitNote')),
                h(Resubmit, {
                  label: t('letters.resubmit'),
                  submit: (comment) => api.resubmitLetter(letter.id, comment ? { comment } : {}),
                  onDone: done,
                }),
              ]
            : h('p', { class: 'soft' }, t('letters.cannot')),
        ]),
        h('section', { class: 'panel-section' }, [h('h3', t('letters.text')), message(answer)]),
        h('section', { class: 'panel-section' }, [
          h('dl', { class: 'facts' }, [
            fact(t('letters.time'), h('time', { datetime: letter.receivedAt }, fullTime(Date.parse(letter.receivedAt)))),
            fact(
              t('letters.gateway'),
              letter.gateway &&
                h('a', { href: href('gateways', letter.gateway) }, h('bdi', { class: 'code' }, clean(letter.gateway))),
            ),
            fact(t('warning.point'), letter.point && h('bdi', { class: 'code' }, clean(letter.point))),
            fact(t('letters.position'), position(letter)),
            fact(t('letters.topic'), letter.mqttTopic && h('bdi', { class: 'code' }, clean(letter.mqttTopic))),
            fact(t('run.label'), letter.run && letter.run !== LIVE && h('bdi', { class: 'code' }, clean(letter.run))),
            fact(t('letters.size'), t('letters.sizeBytes', { size: count(letter.size) })),
            fact(t('letters.encoding'), answer.contentEncoding && h('bdi', clean(answer.contentEncoding))),
            fact(t('letters.reason'), h('bdi', { class: 'code' }, clean(letter.reason))),
            fact(t('letters.stage'), h('bdi', hasText(`letters.stage.${letter.stage}`) ? t(`letters.stage.${letter.stage}`) : clean(letter.stage))),
            fact(t('letters.attempts'), letter.attempts > 0 && count(letter.attempts)),
            fact(
              t('letters.done'),
              letter.resubmittedAt && [
                h(Moment, { at: letter.resubmittedAt, run: LIVE }),
                ' · ',
                h('bdi', clean(letter.resubmittedBy)),
              ],
            ),
          ]),
          letter.resubmission && h('p', { class: 'sub' }, t('letters.answer')),
        ]),
      ];
    }

    return () => {
      const answer = found.value;
      return h(
        SidePanel,
        { label: t('letters.letter'), tone: 'attention', onClose: () => emit('close') },
        {
          title: () => (answer ? nameOf(answer.name, answer.letter.reason) : t('letters.letter')),
          below: () =>
            answer &&
            h('p', { class: 'panel-where' }, [
              h('bdi', clean(answer.letter.gateway) || t('letters.noGateway')),
              ' · ',
              h(Moment, { at: answer.letter.receivedAt, run: LIVE }),
            ]),
          default: () =>
            answer
              ? content(answer)
              : problem.value?.status === 404
                ? h('p', { class: 'soft' }, t('letters.gone'))
                : problem.value
                  ? failure(problem.value, load)
                  : null,
        },
      );
    };
  },
};

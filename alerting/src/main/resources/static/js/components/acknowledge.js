import { h, ref } from 'vue';
import { t } from '../i18n.js';
import { acknowledge, isOpen, mayHandle } from '../store.js';
import { place, ruleName } from './bits.js';
import { toast } from './toast.js';

/** One click in a list. The warning's page has the same with a comment. */
export const AcknowledgeButton = {
  props: { warning: { type: Object, required: true } },
  setup(props) {
    const busy = ref(false);
    async function click() {
      if (busy.value) {
        return;
      }
      busy.value = true;
      try {
        await acknowledge(props.warning);
      } catch (error) {
        toast(t('row.acknowledgeFailed', { reason: error.text ?? error.message }), true);
      } finally {
        busy.value = false;
      }
    }
    return () =>
      h(
        'button',
        {
          type: 'button',
          class: 'button small acknowledge',
          'aria-label': t('row.acknowledgeThis', { rule: ruleName(props.warning), place: place(props.warning) }),
          'aria-disabled': busy.value ? 'true' : null,
          onClick: click,
        },
        busy.value ? t('row.acknowledging') : t('row.acknowledge'),
      );
  },
};

/** What has become worse since it was acknowledged can be acknowledged again. */
export const canAcknowledge = (warning) =>
  mayHandle() && isOpen(warning) && (warning.unanswered ?? !warning.acknowledgedAt);

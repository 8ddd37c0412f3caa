// Previous and next page of a list that the server pages.

import { h } from 'vue';
import { t } from '../i18n.js';
import { count } from '../format.js';
import * as icons from './icons.js';

/** @param {{label: string, page: number, size: number, total: number, address: (page: number) => string}} of */
export function pager({ label, page, size, total, address }) {
  const pages = Math.max(1, Math.ceil(total / size));
  if (pages === 1) {
    return null;
  }
  const to = (target, title, icon, enabled) =>
    enabled
      ? h('a', { class: 'button square', 'aria-label': title, title, href: address(target) }, icon())
      : h('span', { class: 'button square disabled', 'aria-hidden': 'true' }, icon());
  return h('nav', { class: 'pager', 'aria-label': label }, [
    to(page - 1, t('points.previous'), icons.back, page > 0),
    h('span', { class: 'soft' }, t('points.page', { page: count(page + 1), pages: count(pages) })),
    to(page + 1, t('points.next'), icons.next, page + 1 < pages),
  ]);
}

import { computed, h, nextTick, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { t, toggleLanguage, language } from '../i18n.js';
import { theme, toggleTheme } from '../theme.js';
import { href, route } from '../router.js';
import { clean, count, timeOfDay } from '../format.js';
import { districtName } from '../districts.js';
import { connection, GRADES, LIVE, liveCounts, may, runs, session, signOut } from '../store.js';
import { gradeMark, gradeName } from './grade.js';
import { Canary } from './canary.js';
import { Troubles } from './troubles.js';
import * as icons from './icons.js';

export const languageButton = () =>
  h(
    'button',
    {
      type: 'button',
      class: 'button bare',
      lang: language.value === 'zh' ? 'en' : 'zh-CN',
      title: t('nav.languageTitle'),
      'data-test': 'language',
      onClick: toggleLanguage,
    },
    t('nav.language'),
  );

export const themeButton = () => {
  const label = t(theme.value === 'dark' ? 'nav.toLight' : 'nav.toDark');
  return h(
    'button',
    { type: 'button', class: 'button bare square', title: label, 'aria-label': label, onClick: toggleTheme },
    theme.value === 'dark' ? icons.sun() : icons.moon(),
  );
};

function connectionState() {
  const { state, lastBytes } = connection;
  const lost = state === 'lost' || state === 'busy';
  const long = lost
    ? lastBytes
      ? t('connection.lostSince', { time: timeOfDay(lastBytes) })
      : t('connection.lost')
    : t(`connection.${state}`);
  return h('div', { class: ['connection', state], 'data-test': 'connection' }, [
    h('span', { class: 'connection-dot', 'aria-hidden': 'true' }),
    h('span', { class: 'connection-text' }, long),
  ]);
}

function counts() {
  const open = liveCounts.value;
  return h(
    'a',
    { class: 'header-counts', href: href('warnings'), title: t('nav.openByGrade') },
    GRADES.map((grade) =>
      h(
        'span',
        { class: ['header-count', grade.toLowerCase(), open && !open[grade] && 'zero'], title: gradeName(grade) },
        [
          gradeMark(grade, { size: 14 }),
          h('span', { class: 'unseen' }, gradeName(grade)),
          h('span', { class: 'number' }, open ? count(open[grade]) : '–'),
        ],
      ),
    ),
  );
}

// What a shift looks at most comes first: it stays in the bar where the screen is narrow.
const PAGES = [
  { page: 'warnings', also: ['incidents'] },
  { page: 'wall' },
  { page: 'releases' },
  { page: 'handover' },
  { page: 'maintenance', roles: ['VIEWER'] },
  { page: 'points' },
  { page: 'explorer' },
  { page: 'reports' },
  { page: 'rules' },
  { page: 'drills', roles: ['VIEWER'] },
  { page: 'gateways', roles: ['VIEWER'] },
  { page: 'dead-letters', roles: ['VIEWER'] },
  { page: 'users', roles: ['SECURITY_ADMIN', 'AUDIT_ADMIN'] },
];
const MENU = 'nav-menu';
const CHEVRON_PX = 24;

const isHere = ({ page, also = [] }) => [page, ...also].includes(route.value.page);

const link = (one, attributes = {}) =>
  h(
    'a',
    {
      href: href(one.page, null, { run: runs.current === LIVE ? null : runs.current }),
      class: 'nav-link',
      'aria-current': isHere(one) ? 'page' : null,
      ...attributes,
    },
    t(`nav.${one.page}`),
  );

const accountLink = () =>
  h(
    'a',
    {
      class: 'user',
      href: href('account'),
      title: session.districts
        ? t('nav.userOf', { user: clean(session.user), districts: session.districts.map(districtName).join(', ') })
        : t('nav.user', { user: clean(session.user) }),
    },
    h('bdi', clean(session.user)),
  );

const signOutButton = (test) =>
  h(
    'button',
    {
      type: 'button',
      class: 'button bare square',
      title: t('nav.signOut'),
      'aria-label': t('nav.signOut'),
      'data-test': test,
      onClick: signOut,
    },
    icons.signOut(),
  );

/** The pages in one line; those that it has no room for are in a menu at its end. */
const Nav = {
  setup() {
    const root = ref(null);
    const fits = ref(PAGES.length);
    const left = ref(0);
    const pages = computed(() => PAGES.filter(({ roles }) => !roles || may(...roles)));
    let widths = [];

    async function measure() {
      fits.value = PAGES.length;
      await nextTick();
      widths = [...(root.value?.querySelectorAll(':scope > .nav-link') ?? [])].map((one) => one.offsetWidth);
      fit();
    }
    function fit() {
      const room = root.value?.clientWidth ?? 0;
      const wanted = (count) => widths.slice(0, count).reduce((sum, width) => sum + width, 0);
      // The menu's button is named after the page that is open, if it is one of the menu's.
      const button = Math.max(0, ...widths) + CHEVRON_PX;
      let count = widths.length;
      if (wanted(count) > room) {
        while (count > 0 && wanted(count) + button > room) {
          count--;
        }
      }
      fits.value = count;
    }
    const resized = new ResizeObserver(fit);
    onMounted(() => {
      measure();
      resized.observe(root.value);
      document.fonts?.ready.then(measure);
    });
    onBeforeUnmount(() => resized.disconnect());
    watch([language, pages], measure);
    watch(route, () => document.getElementById(MENU)?.hidePopover?.());

    // A popover lies above the page, so the bar cannot cut it off; it has to be told where.
    function place(event) {
      if (event.newState === 'open') {
        const button = root.value.querySelector('.nav-more');
        const menu = event.target;
        requestAnimationFrame(() => {
          left.value = Math.max(8, Math.min(button.offsetLeft, innerWidth - menu.offsetWidth - 8));
        });
      }
    }

    return () => {
      const shown = pages.value.slice(0, fits.value);
      const rest = pages.value.slice(fits.value);
      const here = rest.find(isHere);
      return h('nav', { ref: root, class: 'nav', 'aria-label': t('nav.main') }, [
        shown.map((one) => link(one)),
        h(
          'button',
          {
            type: 'button',
            class: ['nav-link', 'nav-more', !rest.length && 'is-empty', here && 'is-here'],
            popovertarget: MENU,
            title: t('nav.more'),
            'data-test': 'nav-more',
          },
          [here ? t(`nav.${here.page}`) : t('nav.more'), icons.unfold()],
        ),
        h('div', { id: MENU, class: 'nav-menu', popover: 'auto', style: { left: `${left.value}px` }, onToggle: place }, [
          rest.map((one) => link(one)),
          h('div', { class: 'nav-own' }, [accountLink(), themeButton(), signOutButton('menu-sign-out')]),
        ]),
      ]);
    };
  },
};

/** Header, connection banner, and the page below. */
export const Shell = {
  setup(props, { slots }) {
    return () => {
      const { state, lastBytes } = connection;
      return [
        h('a', { class: 'skip', href: '#main', onClick: skip }, t('app.skip')),
        h('header', { class: 'header' }, [
          h('a', { class: 'brand', href: href('warnings'), 'aria-label': t('app.name') }, [
            icons.mark(28),
            h('span', { class: 'brand-name' }, t('app.name')),
          ]),
          h(Nav),
          counts(),
          h('div', { class: 'header-end' }, [
            h(Canary),
            connectionState(),
            languageButton(),
            h('div', { class: 'header-own' }, [themeButton(), accountLink(), signOutButton('sign-out')]),
          ]),
        ]),
        (state === 'lost' || state === 'busy') &&
          h('div', { class: 'banner bad', role: 'alert', 'data-test': 'banner' }, [
            icons.offline(),
            h(
              'span',
              state === 'busy'
                ? t('connection.busy')
                : lastBytes
                  ? t('connection.banner', { time: timeOfDay(lastBytes) })
                  : t('connection.bannerNever'),
            ),
          ]),
        h(Troubles),
        h(
          'main',
          { id: 'main', tabindex: -1, class: state === 'lost' || state === 'busy' ? 'is-old' : null },
          slots.default(),
        ),
      ];
    };
  },
};

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

import { h } from 'vue';
import { t, toggleLanguage, language } from '../i18n.js';
import { theme, toggleTheme } from '../theme.js';
import { href, route } from '../router.js';
import { clean, count, timeOfDay } from '../format.js';
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

function link(page, pages) {
  const current = pages.includes(route.value.page);
  const run = runs.current === LIVE ? null : runs.current;
  return h(
    'a',
    { href: href(page, null, { run }), class: 'nav-link', 'aria-current': current ? 'page' : null },
    t(`nav.${page}`),
  );
}

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
          h('nav', { class: 'nav', 'aria-label': t('nav.main') }, [
            link('warnings', ['warnings', 'incidents']),
            link('releases', ['releases']),
            link('wall', ['wall']),
            link('points', ['points']),
            link('explorer', ['explorer']),
            link('rules', ['rules']),
            link('reports', ['reports']),
            link('handover', ['handover']),
            may('VIEWER') && link('maintenance', ['maintenance']),
            may('VIEWER') && link('drills', ['drills']),
            may('VIEWER') && link('gateways', ['gateways']),
            may('VIEWER') && link('dead-letters', ['dead-letters']),
            may('SECURITY_ADMIN', 'AUDIT_ADMIN') && link('users', ['users']),
          ]),
          counts(),
          h('div', { class: 'header-end' }, [
            h(Canary),
            connectionState(),
            languageButton(),
            themeButton(),
            h(
              'a',
              {
                class: 'user',
                href: href('account'),
                title: session.districts
                  ? t('nav.userOf', { user: clean(session.user), districts: clean(session.districts.join(', ')) })
                  : t('nav.user', { user: clean(session.user) }),
              },
              h('bdi', clean(session.user)),
            ),
            h(
              'button',
              {
                type: 'button',
                class: 'button bare square',
                title: t('nav.signOut'),
                'aria-label': t('nav.signOut'),
                'data-test': 'sign-out',
                onClick: signOut,
              },
              icons.signOut(),
            ),
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

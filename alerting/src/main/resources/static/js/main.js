import { createApp, h, onErrorCaptured, watch, watchEffect } from 'vue';
import './theme.js';
import { t } from './i18n.js';
import { href, route } from './router.js';
import { LIVE, liveCounts, may, openRun, resumeSession, session } from './store.js';
import { Announcer } from './components/announcer.js';
import { Shell } from './components/shell.js';
import { Toast, toast } from './components/toast.js';
import { AccountPage } from './pages/account.js';
import { DeadLettersPage } from './pages/dead-letters.js';
import { DrillsPage } from './pages/drills.js';
import { ExplorerPage } from './pages/explorer.js';
import { GatewaysPage } from './pages/gateways.js';
import { HandoverPage } from './pages/handover.js';
import { IncidentPage } from './pages/incident.js';
import { LoginPage } from './pages/login.js';
import { MaintenancePage } from './pages/maintenance.js';
import { PointPage } from './pages/point.js';
import { PointsPage } from './pages/points.js';
import { ReleasesPage } from './pages/releases.js';
import { ReportsPage } from './pages/reports.js';
import { RulesPage } from './pages/rules.js';
import { UsersPage } from './pages/users.js';
import { WallPage } from './pages/wall.js';
import { WarningsPage } from './pages/warnings.js';
import * as icons from './components/icons.js';

function page() {
  if (session.pending) {
    return h(AccountPage);
  }
  const { page: name, id } = route.value;
  if (name === 'warnings') {
    return h(WarningsPage);
  }
  if (name === 'incidents' && id !== null) {
    return h(IncidentPage, { id });
  }
  if (name === 'reports') {
    return h(ReportsPage);
  }
  if (name === 'points') {
    return id === null ? h(PointsPage) : h(PointPage, { key: id, id });
  }
  if (name === 'explorer') {
    return h(ExplorerPage);
  }
  if (name === 'rules') {
    return h(RulesPage);
  }
  if (name === 'releases') {
    return h(ReleasesPage);
  }
  if (name === 'handover') {
    return h(HandoverPage);
  }
  if (name === 'maintenance') {
    return h(MaintenancePage);
  }
  if (name === 'drills') {
    return h(DrillsPage);
  }
  if (name === 'gateways') {
    return h(GatewaysPage);
  }
  if (name === 'dead-letters') {
    return h(DeadLettersPage);
  }
  if (name === 'users' && may('SECURITY_ADMIN', 'AUDIT_ADMIN')) {
    return h(UsersPage);
  }
  if (name === 'account') {
    return h(AccountPage);
  }
  return h('div', { class: 'empty' }, [
    h('p', { class: 'empty-title' }, t('error.page')),
    h('a', { href: href('warnings') }, t('error.toWarnings')),
  ]);
}

const App = {
  setup() {
    onErrorCaptured((error) => {
      console.error(error);
      toast(error.message, true);
      return false;
    });
    return () => {
      switch (session.state) {
        case 'in':
          // The wall has the whole screen.
          if (route.value.page === 'wall' && !session.pending) {
            return [h('main', { id: 'main' }, h(WallPage)), h(Announcer), h(Toast)];
          }
          return [h(Shell, null, { default: page }), h(Announcer), h(Toast)];
        case 'out':
          return h(LoginPage);
        case 'unreachable':
          return h('div', { class: 'starting' }, [
            icons.mark(44),
            h('p', { role: 'alert' }, t('error.network')),
            h('button', { type: 'button', class: 'button', onClick: resumeSession }, t('error.retry')),
          ]);
        default:
          return h('div', { class: 'starting' }, icons.mark(44));
      }
    };
  },
};

watch(() => route.value.query.run ?? LIVE, openRun, { immediate: true });

// The tab tells of red even when it is not looked at.
watchEffect(() => {
  const red = session.state === 'in' ? (liveCounts.value?.RED ?? 0) : 0;
  document.title = red ? `(${red}) ${t('app.name')}` : t('app.name');
});

resumeSession();
createApp(App).mount('#app');

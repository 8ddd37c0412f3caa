import { shallowRef } from 'vue';

function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return { page: parts[0] ?? 'warnings', id: parts[1] ?? null, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Where the reader is: `{page, id, query}`. */
export const route = shallowRef(parse(location.hash));

addEventListener('hashchange', () => {
  route.value = parse(location.hash);
});

/** The address of a page; queries that are empty are left out. */
export function href(page, id = null, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(given).toString();
  return `#/${page}${id === null ? '' : `/${encodeURIComponent(id)}`}${search ? `?${search}` : ''}`;
}

export function go(page, id = null, query = {}) {
  location.hash = href(page, id, query);
}

/** Changes the address without a new entry in the history. */
export function replace(page, id = null, query = {}) {
  history.replaceState(null, '', href(page, id, query));
  route.value = parse(location.hash);
}

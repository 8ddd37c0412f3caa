// What the reader chose, kept in this browser. A browser that refuses storage forgets it, nothing more.

const PREFIX = 'lifeline.';

export function read(key, allowed, fallback) {
  try {
    const value = localStorage.getItem(PREFIX + key);
    return allowed.includes(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Storage is full or forbidden: the choice holds until the page is closed.
  }
}

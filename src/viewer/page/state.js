/**
 * What the page shows, as it stands behind the # of its address: a reload shows the same, and an address can be kept.
 *
 * @typedef {Readonly<Record<string, string>>} State
 */

/** @returns {State} */
export function readState() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** @param {State} state What is empty is left out. */
export function writeState(state) {
  const filled = Object.entries(state).filter(([, value]) => value !== '');
  history.replaceState(null, '', `#${new URLSearchParams(filled)}`);
}

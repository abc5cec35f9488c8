/** At most so many of a list's items, from the middles of equal stretches of it. */
export function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const stretch = items.length / most;
  return Array.from({ length: most }, (_, index) => Math.floor((index + 0.5) * stretch)).flatMap((at) =>
    items.slice(at, at + 1),
  );
}

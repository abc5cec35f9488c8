/** Freezes a declaration and all plain objects and arrays in it: whoever gets a recipe cannot change it. */
export function frozen<T extends object>(declaration: T): Readonly<T> {
  for (const value of Object.values(declaration)) {
    if (typeof value === 'object' && value !== null) frozen(value);
  }
  return Object.freeze(declaration);
}

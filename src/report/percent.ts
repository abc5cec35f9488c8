/**
 * A fraction as a percentage with so many decimals, half up: 0.00125 with two decimals is 0.13.
 *
 * Rounds the fraction's decimal value and not its binary one: 15 significant digits bring a double back to the short
 * decimal that it was nearest to, so a ratio that lies exactly between two percentages goes up, whichever side its
 * double lies on. (Python's format and toFixed round the binary value: 0.145 % would be 0.14 % or 0.15 % by accident.)
 */
export function formatPercent(fraction: number, decimals: number): string {
  const steps = 10 ** decimals;
  const rounded = Math.round(Number((fraction * 100 * steps).toPrecision(15)));
  return (rounded / steps).toFixed(decimals);
}

/** A fraction as a percentage in words, `39.2 %`; with two digits where one decimal would show little or nothing. */
export function percentText(fraction: number): string {
  return `${fraction < 0.01 ? Number((fraction * 100).toPrecision(2)) : formatPercent(fraction, 1)} %`;
}

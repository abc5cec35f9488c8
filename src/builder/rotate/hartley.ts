/** Multiplies an array [count, width] by a matrix along its first dimension, in place. */
export type Mix = (values: Float64Array, width: number) => void;

/** Columns that are mixed at a time, so that each factor is read once for all of them. */
const LANES = 4;

/**
 * The Hartley matrix of an odd `count`, without its scale: its entries are cos + sin of 2 pi i j / count. Since cos is
 * even and sin is odd, the sums and the differences of opposite values are mixed apart, each by a quarter of the matrix.
 */
export function hartleyMix(count: number): Mix {
  const half = (count - 1) / 2;
  const angles = Float64Array.from(
    { length: half * half },
    (_, at) => (2 * Math.PI * (((Math.floor(at / half) + 1) * ((at % half) + 1)) % count)) / count,
  );
  const work: Work = {
    count,
    half,
    cosines: angles.map(Math.cos),
    sines: angles.map(Math.sin),
    sums: new Float64Array(LANES * half),
    differences: new Float64Array(LANES * half),
  };
  return (values, width) => {
    if (width % LANES === 0) {
      for (let at = 0; at < width; at += LANES) mixLanes(work, values, at, width);
      return;
    }
    for (let at = 0; at < width; at += LANES) mixFew(work, values, at, width);
  };
}

interface Work {
  readonly count: number;
  readonly half: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly sums: Float64Array;
  readonly differences: Float64Array;
}

/** As `mixLanes`, of fewer columns than lanes where no more are left. */
function mixFew(work: Work, values: Float64Array, at: number, width: number): void {
  const lanes = new Float64Array(work.count * LANES);
  const few = Math.min(LANES, width - at);
  for (let row = 0; row < work.count; row += 1)
    lanes.set(values.subarray(row * width + at, row * width + at + few), row * LANES);
  mixLanes(work, lanes, 0, LANES);
  for (let row = 0; row < work.count; row += 1)
    values.set(lanes.subarray(row * LANES, row * LANES + few), row * width + at);
}

/** Mixes the columns from `at` on: the compiler keeps their values in registers where they are written one by one. */
function mixLanes(
  { count, half, cosines, sines, sums, differences }: Work,
  values: Float64Array,
  at: number,
  width: number,
): void {
  const first0 = values[at] ?? 0;
  const first1 = values[at + 1] ?? 0;
  const first2 = values[at + 2] ?? 0;
  const first3 = values[at + 3] ?? 0;
  for (let lane = 0; lane < LANES; lane += 1) {
    let total = values[at + lane] ?? 0;
    for (let index = 0; index < half; index += 1) {
      const one = values[at + (index + 1) * width + lane] ?? 0;
      const opposite = values[at + (count - 1 - index) * width + lane] ?? 0;
      sums[index * LANES + lane] = one + opposite;
      differences[index * LANES + lane] = one - opposite;
      total += one + opposite;
    }
    values[at + lane] = total;
  }
  for (let row = 0; row < half; row += 1) {
    let even0 = first0;
    let even1 = first1;
    let even2 = first2;
    let even3 = first3;
    let odd0 = 0;
    let odd1 = 0;
    let odd2 = 0;
    let odd3 = 0;
    for (let index = 0; index < half; index += 1) {
      const cosine = cosines[row * half + index] ?? 0;
      const sine = sines[row * half + index] ?? 0;
      const from = index * LANES;
      even0 += cosine * (sums[from] ?? 0);
      even1 += cosine * (sums[from + 1] ?? 0);
      even2 += cosine * (sums[from + 2] ?? 0);
      even3 += cosine * (sums[from + 3] ?? 0);
      odd0 += sine * (differences[from] ?? 0);
      odd1 += sine * (differences[from + 1] ?? 0);
      odd2 += sine * (differences[from + 2] ?? 0);
      odd3 += sine * (differences[from + 3] ?? 0);
    }
    const low = at + (row + 1) * width;
    const high = at + (count - 1 - row) * width;
    values[low] = even0 + odd0;
    values[low + 1] = even1 + odd1;
    values[low + 2] = even2 + odd2;
    values[low + 3] = even3 + odd3;
    values[high] = even0 - odd0;
    values[high + 1] = even1 - odd1;
    values[high + 2] = even2 - odd2;
    values[high + 3] = even3 - odd3;
  }
}

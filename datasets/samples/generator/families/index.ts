import type { Family } from '../family.ts';
import { arithmetic } from './arithmetic.ts';
import { belongings } from './belongings.ts';
import { calendar } from './calendar.ts';
import { capitals } from './capitals.ts';
import { categories } from './categories.ts';
import { chains } from './chains.ts';
import { codes } from './codes.ts';
import { costs, people, weights } from './extremes.ts';
import { journeys } from './journeys.ts';
import { largest } from './largest.ts';
import { legs } from './legs.ts';
import { maps } from './maps.ts';
import { prices, sizes } from './measures.ts';
import { oddOneOut } from './odd-one-out.ts';
import { opposites } from './opposites.ts';
import { rules } from './rules.ts';
import { sequences } from './sequences.ts';
import { storySums } from './story-sums.ts';
import { translations } from './translations.ts';
import { trueFalse } from './true-false.ts';
import { units } from './units.ts';

/** Every kind of question. */
export const families = {
  arithmetic,
  belongings,
  calendar,
  capitals,
  categories,
  chains,
  codes,
  costs,
  journeys,
  largest,
  legs,
  maps,
  oddOneOut,
  opposites,
  people,
  prices,
  rules,
  sequences,
  sizes,
  storySums,
  translations,
  trueFalse,
  units,
  weights,
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

/**
 * Every record that flows through the house, in the order of its one way:
 *
 *   Question -> Prompt -> TokenGroup -> Score -> Verdict -> (journal) -> Summary -> Table -> text
 *
 * A later record names an earlier one by id and never carries it. Each is plain data that serialises
 * to one JSON line. Records import nothing but each other.
 */
export type * from './records/question.ts';
export type * from './records/diagnostics.ts';
export type * from './records/summary.ts';
export type * from './records/comparison.ts';
export type * from './records/published.ts';
export type * from './records/table.ts';

import type { Split } from '../records.ts';
import type { Place } from './exam-layout.ts';

const SPLITS: readonly Split[] = ['dev', 'val', 'test'];
const IN_SPLIT_FOLDER = /^([a-z]+)\/(\w+)_([a-z]+)\.(?:csv|parquet)$/;
/** The layout that data set hosts write: one Parquet file a subject and split. */
const HOSTED = /^(\w+)\/([a-z]+)-00000-of-00001\.parquet$/;

/** Subject and split of `{split}/{subject}_{split}.csv` or of a hosted `{subject}/{split}-00000-of-00001.parquet`. */
export function placeSplitFile(name: string): Place | null {
  const [, folder, inFolder, ending] = IN_SPLIT_FOLDER.exec(name) ?? [];
  const [, hosted, hostedSplit] = HOSTED.exec(name) ?? [];
  const split = SPLITS.find((known) => known === (folder ?? hostedSplit));
  const subject = inFolder ?? hosted;
  if (split === undefined || subject === undefined) return null;
  return ending !== undefined && ending !== folder ? null : { subject, split };
}

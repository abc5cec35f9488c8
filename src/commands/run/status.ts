import type { ProgressState } from '../../engine/progress.ts';

/** Where a run tells people how it goes: the error stream, so that the output stream holds results alone. */
export interface Status {
  /** A line that stays; what a terminal would act on is taken out, for it may hold names out of files. */
  say(line: string): void;
  progress(state: ProgressState): void;
  /** Ends the live line, if there is one. */
  done(): void;
}

/** How a sitting is watched and stopped. */
export interface RunWatch {
  readonly status: Status;
  /** Once aborted, the run stops after the question at work, with nothing lost. */
  readonly signal: AbortSignal;
}

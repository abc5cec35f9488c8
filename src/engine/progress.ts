/** Where a run stands. */
export interface ProgressState {
  readonly subject: string;
  /** Questions that have a verdict, those of earlier sittings included. */
  readonly done: number;
  readonly total: number;
  /** Over this sitting; 0 before the first question. */
  readonly questionsPerSecond: number;
  /** Null before the first question. */
  readonly secondsLeft: number | null;
}

export interface Progress {
  /** Notes one scored question of a subject and the work that it was, in the unit of `totalWork`. */
  advance(subject: string, work: number): ProgressState;
}

/**
 * Follows a run. The time left is told from work, not from questions, because a subject's prompts can be ten times as
 * long as another's; the unit is the caller's (characters that have to be read, prefixes counted once).
 * `now` gives milliseconds.
 */
export function trackProgress(
  { done, total, totalWork }: { done: number; total: number; totalWork: number },
  now: () => number,
): Progress {
  const started = now();
  let scored = 0;
  let workDone = 0;
  return {
    advance(subject, work) {
      scored += 1;
      workDone += work;
      const seconds = (now() - started) / 1000;
      return {
        subject,
        done: done + scored,
        total,
        questionsPerSecond: seconds > 0 ? scored / seconds : 0,
        secondsLeft: workDone > 0 ? (seconds * Math.max(0, totalWork - workDone)) / workDone : null,
      };
    },
  };
}

/** One line for people, e.g. `mmlu/law/test  120/1534  4.1 questions/s  ETA 5m 44s`. */
export function progressLine(state: ProgressState): string {
  const eta = state.secondsLeft === null ? '…' : formatDuration(state.secondsLeft);
  return `${state.subject}  ${state.done}/${state.total}  ${state.questionsPerSecond.toFixed(1)} questions/s  ETA ${eta}`;
}

/** Seconds as `42s`, `5m 44s` or `2h 05m`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${twoDigits(Math.floor((whole % 3600) / 60))}m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

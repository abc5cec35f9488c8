import { InputError } from '../errors.ts';

/** An address, a run or a question that the viewer does not have. */
export class NotFoundError extends InputError {}

/*
 * Bounds for counts and sizes that come out of a foreign folder or archive. Each stands well above anything
 * published for the four exams and well below what would exhaust a machine (an archive of a few kilobytes can
 * claim gigabytes).
 */

/** Bytes of an archive on disk. The largest published one, MMLU's with its training data, has 166 MB. */
export const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

/** Bytes of one exam file, unpacked. The largest published one has 1.9 MB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Bytes of all exam files of an archive together, unpacked. The published exams have at most 7 MB. */
export const MAX_TOTAL_BYTES = 256 * 1024 * 1024;

/** Entries of a folder tree or archive. A copy of a whole published repository has a few thousand. */
export const MAX_ENTRIES = 50_000;

/** Rows of one exam file. The longest published one has 1,534. */
export const MAX_ROWS = 1_000_000;

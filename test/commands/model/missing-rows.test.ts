import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCheckpoint } from '../../../src/commands/model/build-checkpoint.ts';
import { assertRows } from '../../../src/commands/run/rows.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../../builder/temp-folder.ts';
import { settingsOf, subjectRun, tokenizer } from '../run/subject-runs.ts';

const checkpoint = resolve(import.meta.dirname, '../../../models/tiny-reader');

/** A copy of the small model, whose tokenizer knows one word more. */
function withToken(id: number): string {
  const copy = join(tempFolder(), 'checkpoint');
  cpSync(checkpoint, copy, { recursive: true });
  const path = join(copy, 'tokenizer.json');
  const content = JSON.parse(readFileSync(path, 'utf8')) as { model: { vocab: Record<string, number> } };
  content.model.vocab['an extra token'] = id;
  writeFileSync(path, JSON.stringify(content));
  return copy;
}

describe('a tokenizer with more tokens than the output matrix has rows', () => {
  it('is warned of by a build', async () => {
    const warnings: string[] = [];
    const onWarning = (line: string): number => warnings.push(line);
    const out = join(tempFolder(), 'model');
    const { manifest } = await buildCheckpoint({ checkpoint, out, onWarning });
    expect(warnings).toEqual([]);
    const { vocabSize: rows } = manifest;
    await buildCheckpoint({ checkpoint: withToken(rows + 6), out: join(tempFolder(), 'model'), onWarning });
    expect(warnings).toEqual([
      `the tokenizer has ${rows + 7} tokens and the output matrix ${rows} rows: a prompt or letter with a token from ${rows} on can't be scored`,
    ]);
  });

  const run = subjectRun('mmlu');
  const open = [{ run, asked: run.prompts }];
  const settings = settingsOf();
  const used = run.prompts.flatMap((one) => tokenizer.encode(one.render(one.shotIds.length).text));
  const letters = ['A', 'B', 'C', 'D'].flatMap((letter) => tokenizer.encode(letter));
  const most = Math.max(...used, ...letters);

  it('is refused where a prompt has such a token, and not where none has', () => {
    expect(tokenizer.vocabularySize).toBeGreaterThan(most + 1);
    expect(() => assertRows(open, settings, most + 1)).not.toThrow();
    expect(() => assertRows(open, settings, most)).toThrow(InputError);
    expect(() => assertRows(open, settings, most)).toThrow(
      `can't be scored: the token ${most} ${JSON.stringify(tokenizer.piece(most))} has no row in the model's output matrix of ${most};`,
    );
  });

  it('is refused where a letter is such a token', () => {
    const more = {
      ...tokenizer,
      encode: (text: string) => (text === 'D' ? [most + 1] : tokenizer.encode(text)),
    };
    expect(() => assertRows(open, settingsOf({ tokenizer: more }), most + 1)).toThrow(
      `the token ${most + 1} `,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../src/report/github.ts';
import { full, hostile, missing } from './runs.ts';

describe('renderGithub', () => {
  it("has the card's tables open and all subjects folded", () => {
    const text = renderGithub([full]);
    const [head, folded = ''] = text.split('<details>');
    expect(head).toMatch(/^## Exam scores\n\n### Small exam\n\n\| Model \| Average \| Science \| Arts \|/);
    expect(head).toMatch(/\| complete-1b .*\| 37\.5 \| 62\.5 \| 20\.0 \|/);
    // Markdown inside of the element needs an empty line before and after it.
    expect(folded).toMatch(
      /^\n<summary>Averages and subjects<\/summary>\n\n### Small exam, complete-1b: averages\n/,
    );
    expect(folded).toMatch(/\n\n<\/details>\n$/);
    expect(folded).toContain('| botany | Science | test | 75.0 (4/4) |');
  });

  it('shows the subjects of an exam of which only some were run', () => {
    expect(renderGithub([missing]).split('<details>')[0]).toContain('Small exam, missing-3b: subjects');
  });

  it('lets no name out of its cell', () => {
    const text = renderGithub([hostile]);
    expect(text.match(/<[^>]*>/g)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  });

  it("leaves the folded part out where GitHub's megabyte would not hold it", () => {
    const many = Array.from({ length: 1500 }, (_, index) => ({
      ...full,
      facts: { ...full.facts, id: `run-${index}`, model: `model-${index}` },
    }));
    const text = renderGithub(many);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).not.toContain('<details>');
    expect(text).toMatch(/too long for a job summary; `--format markdown --detail` prints them\.\n$/);
  });
});

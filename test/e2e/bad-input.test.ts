import { cpSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ggufOf } from '../builder/tiny-llama-gguf.ts';
import { tinyLlama } from '../builder/tiny-llama.ts';
import { zipBytes } from '../datasets/made-archives.ts';
import { commandLine } from './command-line.ts';
import { makeModel, makeTinyWorld } from './tiny-world.ts';

const { cwd, run } = commandLine();
const at = (name: string): string => join(cwd, name);

/** A run of one small subject, with flags changed or added. */
function anatomy(changes: Readonly<Record<string, string>> = {}): string {
  const flags = { model: 'model', data: 'data', tasks: 'mmlu/anatomy', out: 'run', ...changes };
  return `run ${Object.entries(flags)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ')}`;
}

/** Exactly one line that begins `fiveshot: `, the last one; exit code 2; no result and no stack trace. */
async function refused(line: string, message: RegExp | string): Promise<void> {
  const { code, stdout, stderr } = await run(line);
  expect(stderr.match(/^fiveshot: .*\n/gm)).toEqual([stderr.split('\n').at(-2) + '\n']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

/** A copy of a folder of the world with a file changed. */
function copy(from: string, to: string, change: (path: string) => void, file = ''): void {
  cpSync(at(from), at(to), { recursive: true });
  change(join(at(to), file));
}

const cut = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2));
const edit =
  (from: string | RegExp, to: string) =>
  (path: string): void =>
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));

const zip = (name: string): Buffer => zipBytes([{ name, content: 'question,A,B,C,D\n' }]);

beforeAll(() => makeTinyWorld(cwd));

describe.concurrent('a command line that is wrong', () => {
  it.each<[string, string, RegExp]>([
    ['no command', '', /Name a command: quickstart, run, plan, prompt/],
    ['an unknown command with flags', 'rnu --model model', /no command 'rnu'.* Did you mean 'run'\?/],
    ['a flag in place of a command', '--json', /Name a command: quickstart, run, plan, prompt/],
    ['an unknown command', 'rnu', /no command 'rnu'.* Did you mean 'run'\?/],
    ['an unknown command of a group', 'model biuld', /no command 'biuld'.* Did you mean 'build'\?/],
    ['a group without a command', 'datasets', /Name a command: list, fetch, verify\./],
    ['an unknown flag', anatomy({ limt: '3' }), /Unknown argument '--limt'\. Did you mean '--limit'\?/],
    ['an unknown flag with =', 'tasks --jsn=1', /Unknown argument '--jsn'\. Did you mean '--json'\?/],
    ['an unknown exam', anatomy({ tasks: 'mmul' }), /Unknown task 'mmul'.* Did you mean 'mmlu'\?/],
    ['an unknown subject', anatomy({ tasks: 'mmlu/anatmy' }), /'anatmy' of mmlu.* Did you mean 'anatomy'\?/],
    ['a merge to nowhere', 'merge run', /Missing required argument: out|--out/],
    ['an unknown recipe', anatomy({ recipe: 'card1' }), /no recipe 'card1'.* Did you mean 'card-1'\?/],
    ['an unknown recipe of nothing near', anatomy({ recipe: 'x' }), /no recipe 'x', only card-1, [^?]*$/],
    ['a recipe without the exam', anatomy({ recipe: 'lm-eval-1', tasks: 'gaokao' }), /does not cover gaokao/],
    ['no model', 'run --tasks mmlu', /No model was given/],
    ['no task', 'run --model model', /No task was given/],
    ['a name that steers a terminal', 'run --model model --tasks a\u001b[2J\u202eb', /Unknown task 'a\[2Jb'/],
    [
      'prompt --all of a model',
      'prompt --all --tasks ceval --model model',
      /--all lists .*: leave --model out/,
    ],
    ['prompt --all of a length', 'prompt --all --tasks ceval --max-tokens 99', /leave --max-tokens out/],
    ['prompt --all of a letter rule', 'prompt --all --tasks ceval --letters context', /leave --letters out/],
    ['a positional that is missing', 'report', /the command is 'fiveshot report <runs\.\.>'/],
    ['a positional too many', `${anatomy()} a.yaml b.yaml`, /Unknown argument 'b\.yaml'/],
    ['a flag without its value', `${anatomy()} --limit`, /--limit needs a value/],
    ['a flag given twice', `${anatomy({ limit: '3' })} --limit 4`, /--limit is given twice/],
    ['--limit 0', anatomy({ limit: '0' }), /--limit is 0: .* at least 1\./],
    ['--limit x', anatomy({ limit: 'x' }), /--limit is not a number: .* at least 1\./],
    ['--limit 2.5', anatomy({ limit: '2.5' }), /--limit is 2\.5: it must be a whole number/],
    ['--shots 9', anatomy({ shots: '9' }), /--shots is 9: .* from 0 to 5\./],
    ['--shots -1', anatomy({ shots: '-1' }), /--shots is -1: .* from 0 to 5\./],
    [
      '--replicas 9',
      anatomy({ replicas: '9', threads: '2' }),
      /--replicas 9 is more than the 2 threads, .* ask for at most 2/,
    ],
    ['--threads abc', anatomy({ threads: 'abc' }), /--threads is not a number: .* from 1 to 1024\./],
    ['--max-tokens 5', anatomy({ 'max-tokens': '5' }), /--max-tokens is 5: .* at least 16\./],
    [
      '--max-tokens over the context',
      anatomy({ 'max-tokens': '4096' }),
      /4096, and the model takes at most 4095/,
    ],
    ['--split of no exam', anatomy({ split: 'dev' }), /--split is "dev": it must be one of "val", "test"\./],
    [
      '--split on an exam without it',
      anatomy({ split: 'val', tasks: 'agieval/sat-math' }),
      /AGIEval has no split 'val': it has test/,
    ],
    ['letters of an unknown rule', anatomy({ letters: 'bare' }), /--letters is "bare"/],
    ['prompt of no question', 'prompt mmlu/anatomy 99 --data data', /test\/99 is not among the 5/],
    ['prompt of a shot', 'prompt agieval/sat-math 1 --data data', /one of the shots/],
    ['prompt of an index in words', 'prompt mmlu/anatomy two --data data', /not a whole number/],
    ['prompt --shots abc', 'prompt mmlu/anatomy --shots abc', /--shots is not a number/],
    ['model verify --threads abc', 'model verify model --threads abc', /--threads is not a number/],
    ['a report of no run', 'report data', /data is not a run folder/],
    ['a report in another format', 'report run --format pdf', /--format is "pdf"/],
  ])('%s', (_, args, message) => refused(args, message));
});

describe('a config file that is wrong', () => {
  it.each([
    ['limt: 3', /^fiveshot: bad\.yaml:1: unknown key 'limt'\. Did you mean 'limit'\?$/m],
    ['model: m\nlimit: many', /bad\.yaml:2: limit: it must be a whole number of at least 1\./],
    ['model: m\nshots: 9', /bad\.yaml:2: shots: it must be a whole number from 0 to 5\./],
    ['tasks: []', /bad\.yaml:1: tasks: it must name an exam\./],
    ['letters: bare', /bad\.yaml:1: letters: /],
    ['model: m\nmodel: n', /bad\.yaml:2: Map keys must be unique/],
    ['tasks: [', /bad\.yaml:\d+: /],
    ['[a, b]', /bad\.yaml: the file must hold keys and values/],
  ])('%j', async (text, message) => {
    writeFileSync(at('bad.yaml'), text);
    await refused('run bad.yaml', message);
  });

  it('or missing', () => refused('run none.yaml', /none\.yaml can't be read \(ENOENT\)/));
});

describe('a model that is missing or damaged', () => {
  it.each<[string, () => Promise<void> | void, RegExp]>([
    ['missing', () => undefined, /no model folder at \S*broken/],
    [
      'a checkpoint without weights',
      () => {
        cpSync(at('model-checkpoint'), at('broken'), { recursive: true });
        rmSync(at('broken/model.safetensors'));
      },
      /broken holds no weights/,
    ],
    [
      'cut weights',
      () => copy('model', 'broken', cut, 'model.onnx_data'),
      /^fiveshot: model\.onnx_data in broken/m,
    ],
    ['a cut graph', () => copy('model', 'broken', cut, 'model.onnx'), /^fiveshot: model\.onnx in broken/m],
    ['a cut config', () => copy('model', 'broken', cut, 'config.json'), /^fiveshot: config\.json in broken/m],
    [
      'a cut tokenizer',
      () => copy('model', 'broken', cut, 'tokenizer.json'),
      /tokenizer\.json is not whole JSON/,
    ],
    [
      'a cut manifest',
      () => copy('model', 'broken', cut, 'fiveshot.json'),
      /fiveshot\.json is not valid JSON/,
    ],
    ['no tokenizer', () => copy('model', 'broken', rmSync, 'tokenizer.json'), /lacks tokenizer\.json/],
    ['no weights', () => copy('model', 'broken', rmSync, 'model.onnx_data'), /lacks model\.onnx_data/],
    [
      'one changed byte',
      () =>
        copy(
          'model',
          'broken',
          (path) => writeFileSync(path, readFileSync(path).fill(7, 1000, 1001)),
          'model.onnx_data',
        ),
      /model\.onnx_data in broken is cut short or changed/,
    ],
    [
      'weights that are no numbers',
      () => makeModel(cwd, 'broken', { notANumber: true }),
      /scores are NaN, NaN, NaN/,
    ],
    [
      'more than fits into memory',
      () => copy('model', 'broken', edit(/"headDim": \d+/, '"headDim": 900000000'), 'fiveshot.json'),
      /needs at least \d+\.\d GB of memory \(0\.00 GB of weights in fp32, .* no precision would fit/,
    ],
  ])('%s', async (_, make, message) => {
    rmSync(at('broken'), { recursive: true, force: true });
    await make();
    rmSync(at('run-broken'), { recursive: true, force: true });
    await refused(anatomy({ model: 'broken', out: 'run-broken' }), message);
  });

  it('verify names the files that have changed, and scores nothing', async () => {
    copy('model', 'changed', cut, 'model.onnx_data');
    const { code, stdout } = await run('model verify changed');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^CHANGED model\.onnx_data$/m);
    expect(stdout).toMatch(/^same {4}model\.onnx$/m);
    expect(stdout).toContain('not scored');
  });

  it('verify refuses a model that gives no numbers', async () => {
    await makeModel(cwd, 'nan', { notANumber: true });
    await refused('model verify nan', /scores are NaN/);
  });

  it('letters that share an id', async () => {
    copy(
      'model-checkpoint',
      'shared-checkpoint',
      (path) => {
        const tokenizer = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
        const normalizer = { type: 'Replace', pattern: { Regex: '[BCD]' }, content: 'A' };
        writeFileSync(path, JSON.stringify({ ...tokenizer, normalizer }));
      },
      'tokenizer.json',
    );
    expect((await run('model build shared-checkpoint --out shared')).code).toBe(0);
    await refused(anatomy({ model: 'shared' }), /Letters share their tokens.*A = \[36 "A"\], B = \[36 "A"\]/);
  });
});

describe('a checkpoint that is missing or damaged', () => {
  const CHECKPOINT = 'model-checkpoint';
  it.each([
    ['missing', () => undefined, /no checkpoint at \S*bad/],
    ['cut weights', () => copy(CHECKPOINT, 'bad', cut, 'model.safetensors'), /model\.safetensors/],
    [
      'a header cut short',
      () => copy(CHECKPOINT, 'bad', (path) => truncateSync(path, 5), 'model.safetensors'),
      /cut short/,
    ],
    ['a cut config', () => copy(CHECKPOINT, 'bad', cut, 'config.json'), /config\.json is not valid JSON/],
    ['no config', () => copy(CHECKPOINT, 'bad', rmSync, 'config.json'), /config\.json/],
    [
      'a cut tokenizer',
      () => copy(CHECKPOINT, 'bad', cut, 'tokenizer.json'),
      /tokenizer\.json is not whole JSON/,
    ],
    ['no tokenizer', () => copy(CHECKPOINT, 'bad', rmSync, 'tokenizer.json'), /no tokenizer/],
    [
      'another architecture',
      () => copy(CHECKPOINT, 'bad', edit('"model_type":"llama"', '"model_type":"lamma"'), 'config.json'),
      /lamma/,
    ],
    [
      'damaged PyTorch weights',
      () =>
        copy(CHECKPOINT, 'bad', (folder) => {
          rmSync(join(folder, 'model.safetensors'));
          writeFileSync(join(folder, 'pytorch_model.bin'), 'PK');
        }),
      /pytorch_model\.bin is no PyTorch checkpoint/,
    ],
    ['a folder of nothing', () => mkdirSync(at('bad')), /holds no weights/],
  ])('%s', async (_, make, message) => {
    rmSync(at('bad'), { recursive: true, force: true });
    make();
    await refused('model build bad --out never', message);
    expect(() => statSync(at('never'))).toThrow('ENOENT');
  });

  it.each([
    ['in the header', 200],
    ['in the weights', -2000],
  ])('a GGUF file cut %s', async (_, length) => {
    const bytes = ggufOf(tinyLlama());
    writeFileSync(at('cut.gguf'), bytes.subarray(0, length));
    await refused('model build cut.gguf --out never', /cut\.gguf/);
    await refused('model inspect cut.gguf', /cut\.gguf/);
  });

  it('a file that is no checkpoint', async () => {
    writeFileSync(at('weights.bin'), 'PK');
    await refused('model build weights.bin --out never', /neither a \.gguf file nor a checkpoint/);
  });

  it('a model folder that is there already is kept', async () => {
    const before = readFileSync(at('model/fiveshot.json'));
    await refused('model build model-checkpoint --out model', /holds a built model already.*--force/);
    expect(readFileSync(at('model/fiveshot.json'))).toEqual(before);
  });
});

describe('data that is missing or damaged', () => {
  it.each<[string, () => void, string, RegExp]>([
    [
      'missing',
      () => undefined,
      'ceval/logic',
      /C-Eval is not in the data folder \S*odd \(chosen by --data\), which does not exist.*Get ceval-exam\.zip/,
    ],
    [
      'another exam only',
      () => copy('data/mmlu', 'odd/mmlu', () => undefined),
      'ceval/logic',
      /C-Eval is not in/,
    ],
    [
      'a row without its last cell',
      () => copy('data', 'odd', edit(/,A\n/, '\n'), 'mmlu/test/anatomy_test.csv'),
      'mmlu/anatomy',
      /test\/anatomy_test\.csv, line 7: 5 cells instead of 6 .*column answer/,
    ],
    [
      'a header without a column',
      () => copy('data', 'odd', edit('question,A,B', 'question,A'), 'ceval/val/logic_val.csv'),
      'ceval/logic',
      /val\/logic_val\.csv, line 2: 7 cells instead of 6/,
    ],
    [
      'a column that has gone',
      () =>
        copy(
          'data',
          'odd',
          (path) => writeFileSync(path, 'id,question,A,C,D,answer\n0,q,a,c,d,A\n'),
          'ceval/val/logic_val.csv',
        ),
      'ceval/logic',
      /val\/logic_val\.csv.*column B/,
    ],
    [
      'an answer that is no letter',
      () => copy('data', 'odd', edit(/,A\n/, ',E\n'), 'mmlu/test/anatomy_test.csv'),
      'mmlu/anatomy',
      /line 7, column answer: the answer is "E"/,
    ],
    [
      'a cut CSV file',
      () => copy('data', 'odd', (path) => truncateSync(path, 15), 'mmlu/test/anatomy_test.csv'),
      'mmlu/anatomy',
      /anatomy_test\.csv can't be read as CSV.*line 1/,
    ],
    [
      'an empty CSV file',
      () => copy('data', 'odd', (path) => truncateSync(path, 0), 'mmlu/test/anatomy_test.csv'),
      'mmlu/anatomy',
      /no usable question/,
    ],
    [
      'a CSV file in UTF-16',
      () =>
        copy('data', 'odd', (path) => writeFileSync(path, '\u8d31', 'latin1'), 'mmlu/test/anatomy_test.csv'),
      'mmlu/anatomy',
      /anatomy_test\.csv/,
    ],
    [
      'too few shots',
      () => copy('data', 'odd', edit(/(?<=,A\n)[^]*/, ''), 'mmlu/dev/anatomy_dev.csv'),
      'mmlu/anatomy',
      /row 1 of the dev split/,
    ],
    [
      'no dev file',
      () => copy('data', 'odd', rmSync, 'mmlu/dev/anatomy_dev.csv'),
      'mmlu/anatomy',
      /no dev split of anatomy/,
    ],
    [
      'cut JSON lines',
      () => copy('data', 'odd', cut, 'agieval/sat-math.jsonl'),
      'agieval/sat-math',
      /sat-math\.jsonl, line \d+ is not valid JSON/,
    ],
    [
      'cut JSON',
      () => copy('data', 'odd', edit(/(?<=^[^]{200})[^]*/, ''), 'gaokao-bench/2010-2022_Biology_MCQs.json'),
      'gaokao/2010-2022_Biology_MCQs',
      /Biology_MCQs\.json, line \d+ is not valid JSON/,
    ],
    [
      'a zip that leaves its folder',
      () => {
        mkdirSync(at('odd'));
        writeFileSync(at('odd/ceval.zip'), zip('../val/logic_val.csv'));
      },
      'ceval/logic',
      /ceval\.zip is refused because of its entry "\.\.\/val\/logic_val\.csv"/,
    ],
    [
      'a cut zip',
      () => {
        mkdirSync(at('odd'));
        writeFileSync(at('odd/ceval.zip'), zip('val/logic_val.csv').subarray(0, 60));
      },
      'ceval/logic',
      /ceval\.zip can't be read as zip/,
    ],
  ])('%s', async (_, make, tasks, message) => {
    rmSync(at('odd'), { recursive: true, force: true });
    make();
    await refused(anatomy({ data: 'odd', tasks, out: 'run-odd' }), message);
    expect(() => statSync(at('run-odd'))).toThrow('ENOENT');
  });
});

describe('a folder that can not be written', () => {
  it.each([
    ['of a run', anatomy({ out: 'file/run' }), /run folder file\/run can't be used \(ENOTDIR/],
    ['of a model', 'model build model-checkpoint --out file/model', /The folder .*file can't be made \(/],
  ])('%s', async (_, args, message) => {
    writeFileSync(at('file'), 'not a folder');
    await refused(args, message);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExport } from '../../../src/builder/exported/find.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';

const GENAI = JSON.stringify({
  model: { type: 'llama', context_length: 64, decoder: { filename: 'decoder.onnx' } },
});

function folderWith(...names: string[]): string {
  const folder = tempFolder();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name === 'genai_config.json' ? GENAI : '');
  }
  return folder;
}

describe('the graph of a folder', () => {
  it.each<[string, string[]]>([
    ['model.onnx', ['config.json', 'model.onnx', 'model.onnx_data']],
    ['onnx/model.onnx', ['config.json', 'onnx/model.onnx', 'onnx/model_fp16.onnx', 'onnx/model_q4.onnx']],
    [
      'decoder_model_merged.onnx',
      ['decoder_model.onnx', 'decoder_model_merged.onnx', 'decoder_with_past_model.onnx'],
    ],
    [
      'onnx/decoder_model_merged.onnx',
      ['config.json', 'onnx/decoder_model_merged.onnx', 'onnx/decoder_model.onnx'],
    ],
    ['decoder_with_past_model.onnx', ['decoder_model.onnx', 'decoder_with_past_model.onnx']],
    ['decoder.onnx', ['genai_config.json', 'decoder.onnx', 'embedding.onnx']],
    ['onnx/model_q4.onnx', ['config.json', 'onnx/model_q4.onnx']],
  ])('is %s', (graph, names) => {
    const folder = folderWith(...names);
    expect(findExport(folder)).toEqual({ folder, graph: join(folder, graph) });
  });

  it('is none where the folder is built, holds a checkpoint, or nothing of the kind', () => {
    expect(findExport(folderWith('fiveshot.json', 'model.onnx'))).toBeNull();
    expect(findExport(folderWith('model.safetensors', 'onnx/model.onnx'))).toBeNull();
    expect(findExport(folderWith('pytorch_model-00001-of-00002.bin', 'model.onnx'))).toBeNull();
    expect(findExport(folderWith('config.json'))).toBeNull();
    expect(findExport(join(folderWith(), 'none'))).toBeNull();
    expect(findExport(join(folderWith('model.gguf'), 'model.gguf'))).toBeNull();
  });

  it('is refused in a build of ours that is not finished, by the folder and by its graph', () => {
    const folder = join(folderWith(), '.small.unfinished');
    mkdirSync(folder);
    for (const name of ['model.onnx', 'config.json']) writeFileSync(join(folder, name), '');
    for (const path of [folder, join(folder, 'model.onnx')]) {
      expect(() => findExport(path)).toThrow(InputError);
      expect(() => findExport(path)).toThrow(
        /\.small\.unfinished is an unfinished build of .*\/small, which/,
      );
    }
  });

  it('has to be named where there are several without a usual name', () => {
    const folder = folderWith('config.json', 'onnx/model_q4.onnx', 'onnx/model_fp16.onnx');
    expect(() => findExport(folder)).toThrow(InputError);
    expect(() => findExport(folder)).toThrow(
      `${folder} has 2 graphs; name one of them, such as ${join(folder, 'onnx/model_fp16.onnx')}.`,
    );
  });

  it('is not looked for outside of the folder by genai_config.json', () => {
    const folder = folderWith('genai_config.json');
    writeFileSync(join(folder, 'genai_config.json'), GENAI.replace('decoder.onnx', '../decoder.onnx'));
    expect(() => findExport(folder)).toThrow(
      /names the graph \.\.\/decoder\.onnx, which is no file of that folder/,
    );
  });
});

describe('a graph that is named', () => {
  it('belongs to the configuration beside it, or above a folder onnx', () => {
    const folder = folderWith('config.json', 'onnx/model_fp16.onnx', 'other/model.onnx', 'model_q4.onnx');
    const find = (name: string) => findExport(join(folder, name));
    expect(find('onnx/model_fp16.onnx')).toEqual({ folder, graph: join(folder, 'onnx/model_fp16.onnx') });
    expect(find('model_q4.onnx')).toEqual({ folder, graph: join(folder, 'model_q4.onnx') });
    expect(() => find('other/model.onnx')).toThrow(/other\/model\.onnx has no config\.json beside it/);
  });
});

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFiles } from '../../../src/builder/exported/data-files.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';

function folderWithGraph(): string {
  const folder = join(tempFolder(), 'model');
  mkdirSync(join(folder, 'parts'), { recursive: true });
  for (const name of ['model.onnx', 'model.onnx_data', 'parts/0.bin', '../secret'])
    writeFileSync(join(folder, name), '');
  return folder;
}

/** Files of which a graph needs no byte. */
function reaching(...locations: string[]) {
  return new Map(locations.map((location) => [location, { tensor: 'w', end: 0 }]));
}

describe('external data', () => {
  it('may lie in files beside the graph or below', () => {
    const folder = folderWithGraph();
    const found = dataFiles(join(folder, 'model.onnx'), reaching('parts/0.bin', './model.onnx_data'));
    expect(found).toEqual([join(folder, 'model.onnx_data'), join(folder, 'parts/0.bin')]);
  });

  it.each([
    ['../secret', /in \.\.\/secret, outside of its folder; that is refused/],
    ['parts/../../secret', /outside of its folder/],
    ['/etc/passwd', /in \/etc\/passwd, outside of its folder/],
    ['', /in a file without a name/],
    ['.', /outside of its folder/],
    ['model.onnx_data_7', /in model\.onnx_data_7, which is missing beside it; get that file too/],
    ['link', /in link, a link that leads outside of its folder; copy the file there/],
    ['away/secret', /a link that leads outside/],
  ])('is refused in %j', (location, message) => {
    const folder = folderWithGraph();
    symlinkSync('../secret', join(folder, 'link'));
    symlinkSync('..', join(folder, 'away'));
    const read = () => dataFiles(join(folder, 'model.onnx'), reaching(location));
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });

  it('must be as long as the graph says', () => {
    const folder = folderWithGraph();
    writeFileSync(join(folder, 'model.onnx_data'), new Uint8Array(64));
    const read = (end: number) =>
      dataFiles(join(folder, 'model.onnx'), new Map([['model.onnx_data', { tensor: 'lm_head', end }]]));
    expect(read(64)).toHaveLength(1);
    expect(() => read(65)).toThrow(InputError);
    expect(() => read(65)).toThrow(
      /model\.onnx_data has 64 bytes, and .*model\.onnx needs 65 of it, where lm_head ends/,
    );
  });

  it("may be links where the graph is one, into the same folder: the hub's cache", () => {
    const cache = tempFolder();
    const onnx = join(cache, 'snapshots/abc/onnx');
    mkdirSync(onnx, { recursive: true });
    mkdirSync(join(cache, 'blobs'));
    for (const [name, blob] of [
      ['model.onnx', 'b1'],
      ['model.onnx_data', 'b2'],
    ] as const) {
      writeFileSync(join(cache, 'blobs', blob), '');
      symlinkSync(join('../../../blobs', blob), join(onnx, name));
    }
    symlinkSync('../../../other', join(onnx, 'model.onnx_data_1'));
    writeFileSync(join(cache, 'other'), '');
    const graph = join(onnx, 'model.onnx');
    expect(dataFiles(graph, reaching('model.onnx_data'))).toEqual([join(onnx, 'model.onnx_data')]);
    expect(() => dataFiles(graph, reaching('model.onnx_data_1'))).toThrow(/leads outside/);
  });
});

import type { ByteSource } from '../../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../../errors.ts';
import { valueCount } from '../checkpoint.ts';
import { elementBytes, pieceReader } from '../element-types.ts';
import type { FolderFormat, WeightsFile } from '../folder.ts';
import { missingTensor } from '../limits.ts';
import { createRoom } from '../room.ts';
import { checkedPlace } from './place.ts';
import type { Placed, Saved } from './place.ts';
import { readLegacyForm } from './legacy-form.ts';
import { stateDict } from './state-dict.ts';
import { readView } from './view.ts';
import { readZipForm } from './zip-form.ts';

/** Folders with the weights that `torch.save` wrote. */
export const TORCH: FolderFormat = {
  format: 'torch',
  single: 'pytorch_model.bin',
  index: 'pytorch_model.bin.index.json',
  open: readTorchFile,
};

/**
 * Reads which tensors a file of `torch.save` has, and no weights. Its pickle is data: nothing is run, and names that
 * tensors don't need are an InputError. Throws FormatError for views beyond their storage or storages beyond the file.
 */
export function readTorchFile(path: string, source: ByteSource): WeightsFile {
  const saved = readSaved(path, source);
  const tensors = stateDict(path, saved.root);
  const places = new Map<string, Placed>();
  for (const [name, tensor] of tensors) places.set(name, checkedPlace(`${name} in ${path}`, tensor, saved));
  const room = createRoom();
  return {
    tensors,
    read(name, range) {
      const tensor = tensors.get(name);
      const place = places.get(name);
      if (tensor === undefined || place === undefined) throw missingTensor(name);
      const readPiece = pieceReader({ source, name, dtype: tensor.dtype }, room);
      const size = elementBytes(tensor.dtype);
      return readView(tensor, range ?? { start: 0, end: valueCount(tensor.shape) }, (start, end) =>
        readPiece(place.start + start * size, place.start + end * size),
      );
    },
    close: () => {
      source.close();
    },
  };
}

function readSaved(path: string, source: ByteSource): Saved {
  const head = source.slice(0, Math.min(source.length, 512));
  const text = new TextDecoder('latin1').decode(head);
  if (text.startsWith('PK\u0003\u0004')) return readZipForm(path, source);
  if (head[0] === 0x80) return readLegacyForm(path, source);
  if (text.startsWith('ustar', 257))
    throw new InputError(
      `${path} is a tar archive, as torch saved before 2017; load it and save it anew with torch`,
    );
  const hint = text.startsWith('version https://git-lfs')
    ? ' but a pointer of Git LFS: fetch the file itself'
    : '';
  throw new FormatError(`${path} is no PyTorch checkpoint, neither zip nor pickle${hint}`);
}

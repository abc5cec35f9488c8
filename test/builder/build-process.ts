import { buildModel } from '../../src/builder/build.ts';

/**
 * `node --import tsx build-process.ts CHECKPOINT OUT [kill]`: a build in a process of its own, which prints the error that ends it; with
 * `kill` the process ends as `kill -9` ends it, once the weights are written and the manifest is not.
 */
const [checkpoint = '', out = '', kill] = process.argv.slice(2);
try {
  await buildModel({
    checkpoint,
    out,
    onProgress: () => {
      if (kill !== undefined) process.kill(process.pid, 'SIGKILL');
    },
  });
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
  process.exitCode = 1;
}

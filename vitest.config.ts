import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Some hooks make whole runs, which a busy machine takes long for.
    hookTimeout: 120_000,
    reporters: ['default', './test/plain-count-reporter.ts'],
    coverage: { include: ['src/**/*.ts'], exclude: ['src/builder/onnx/onnx_pb.ts'] },
  },
});

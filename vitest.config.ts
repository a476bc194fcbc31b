import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two workers: the suite is CPU-bound and must behave the same on a laptop and on a small CI machine.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // The machine's own settings must not decide a test.
    env: { NO_COLOR: '1', GH_TOKEN: '', GITHUB_TOKEN: '', AWS_PROFILE: '', CI: '' },
  },
});

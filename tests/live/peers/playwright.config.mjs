// As quick as Playwright can be: no traces, no pictures, no retries, as many workers as Toetssteen has journeys at once.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  workers: Number(process.env.BENCH_AT_ONCE),
  reporter: "dot",
  use: {
    ignoreHTTPSErrors: true,
    locale: "nl",
    launchOptions: {
      executablePath: process.env.BENCH_CHROMIUM,
      args: [`--host-resolver-rules=${process.env.BENCH_RULES}`],
    },
  },
});

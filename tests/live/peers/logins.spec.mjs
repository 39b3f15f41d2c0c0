// The journey of tests/live/peers.rs as a test of Playwright: each citizen in a clean context.
import { expect, test } from "@playwright/test";

for (const person of process.env.BENCH_PERSONS.split(",")) {
  test(`citizen ${person}`, async ({ page }) => {
    await page.goto(process.env.BENCH_START);
    await page.getByText("Inloggen met DigiD", { exact: true }).click();
    await page.locator("input[name=bsn]").fill(person);
    await page.locator("button[name=handeling][value=inloggen]").click();
    await expect(page.getByText("Uitloggen", { exact: true })).toBeVisible();
    await page.getByText("Uitloggen", { exact: true }).click();
    await expect(page.getByText("uitgelogd").first()).toBeVisible();
  });
}

// Takes the picture that the README shows: `npm run picture --workspace app`, after a build.

import { fileURLToPath } from "node:url";
import { launch } from "../tests/browser.mjs";
import { serve } from "../tests/serve.mjs";

const REQUEST = `POST /scim/v2/enterprises/harbour/Users HTTP/1.1
Host: api.github.com
Authorization: Bearer ********
User-Agent: harbour-sync/2.4
Content-Type: application/scim+json

{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "externalId": "hr-20417",
  "displayName": "Ines Okafor",
  "name": { "givenName": "Ines", "familyName": "Okafor" },
  "emails": [
    { "value": "ines.okafor@harbour.example", "type": "work", "primary": true }
  ],
  "active": "True"
}
`;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = await serve(here("../dist"));
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1140, height: 900 }, colorScheme: "light" });
  await page.goto(`${server.origin}/`);
  await page.getByText("GitHub Enterprise Managed Users").click();
  await page.getByRole("textbox", { name: "Request" }).focus();
  await page.keyboard.insertText(REQUEST);
  await page.locator(".number").first().waitFor();
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.screenshot({ path: here("page.png") });
} finally {
  await browser.close();
  await server.stop();
}

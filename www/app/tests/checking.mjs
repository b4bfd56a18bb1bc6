// What tests do in the view Check.

export const USER = `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "ines.okafor",
  "active": "True"
}`;

/** The parts of the view in the page that `opened` gives. */
export function checking(it) {
  const editor = () => it.page.getByRole("textbox", { name: "Request" });
  const banner = () => it.page.getByRole("region", { name: "Predicted answer" });
  const finding = (rule) => it.page.getByRole("listitem").filter({ has: it.page.locator(".rule", { hasText: rule }) });
  const underlined = (severity) => it.page.locator(`.cm-lintRange-${severity}`);

  /** Replaces the text by a paste. */
  async function paste(text) {
    await editor().click();
    await it.page.keyboard.press("ControlOrMeta+A");
    await editor().evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  async function choose(profile) {
    await it.page.getByRole("radiogroup").or(it.page.getByRole("group")).getByText(profile, { exact: false }).first().click();
  }

  /** The text as the editor shows it. */
  const shown = () => it.page.locator(".cm-line").allTextContents();

  return { editor, banner, finding, underlined, paste, choose, shown };
}

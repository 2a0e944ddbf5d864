import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("hostile names", () => {
  test.each([
    "../secret.html",
    "blog/../../secret.html",
    "/etc/passwd",
    "./x.html",
    "",
    "blog/",
    "blog//x.html",
    "x.html\0",
    "blog\\x.html",
    "C:/x.html",
    "x.html::$DATA",
    "x.html.",
    "nul",
    "a\nb",
    "\uD800",
  ])("%j is refused", async (name) => {
    using site = await createSite({ "secret.html": "secret", "templates/x.html": "x" });
    expect(site.refusal(name).code).toBe("TEMPLATE_NAME_REFUSED");
  });

  test.each(["include", "extends", "import"])(
    "a name that %s computes is refused alike, with its place",
    async (tag) => {
      using site = await createSite({ "templates/x.html": `\n{% ${tag} name ${tag === "import" ? "as y " : ""}%}` });
      const error = site.refusal("x.html", { name: "../settings.mjs" });
      expect(error.code).toBe("TEMPLATE_NAME_REFUSED");
      expect(site.placeOf(error)).toBe("templates/x.html:2:4");
      expect(site.refusal("x.html").message).toContain("it is not a string");
    },
  );

  test("whatever is asked for, nothing outside the template directories is printed", async () => {
    using site = await createSite({ "secret.html": "secret", "blog/app.mjs": "export default {} // secret" });
    const part = fc.constantFrom("..", ".", "", "secret.html", "blog", "app.mjs", "templates", "\0", "%2e%2e", "\\");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom("/", "\\"), (parts, separator) => {
        expect(["TEMPLATE_NAME_REFUSED", "TEMPLATE_NOT_FOUND"]).toContain(site.refusal(parts.join(separator)).code);
      }),
    );
  });

  test("an ordinary name may hold spaces, unicode, a percent sign", async () => {
    using site = await createSite({ "templates/blog/ä b %41 #+.html": "odd" });
    expect(site.render("blog/ä b %41 #+.html")).toBe("odd");
  });
});

describe("what stands at a template's path", () => {
  test("a link to a file of a template directory or of an app is followed", async () => {
    using site = await createSite(
      {
        "shared/x.html": "shared",
        "admin/other/y.html": "of the app",
        "templates/x.html": { link: "../shared/x.html" },
        "templates/y.html": { link: "../admin/other/y.html" },
      },
      { TEMPLATES: { DIRS: ["templates", "shared"] } },
    );
    expect(site.render("x.html") + site.render("y.html")).toBe("sharedof the app");
  });

  test("a template directory may be a link itself", async () => {
    using site = await createSite({ "elsewhere/x.html": "linked", templates: { link: "elsewhere" } });
    expect(site.render("x.html")).toBe("linked");
  });

  test.each([
    ["a link that leads outside", "outside.html", "leads outside"],
    ["a link that leads nowhere", "nowhere.html", "leads nowhere"],
    ["a link to itself", "loop.html", "itself"],
    ["a directory", "directory.html", "is a directory"],
  ])("%s is refused, and does not give way to an app's template", async (_title, name, reason) => {
    using site = await createSite({
      "secret.html": "secret",
      "templates/outside.html": { link: "../secret.html" },
      "templates/nowhere.html": { link: "none" },
      "templates/loop.html": { link: "loop.html" },
      "templates/directory.html/": "",
      [`blog/templates/${name}`]: "app",
      "templates/asks.html": `{% include "${name}" %}`,
    });
    expect(site.refusal(name)).toMatchObject({ code: "TEMPLATE_REFUSED", message: expect.stringContaining(reason) });
    expect(site.placeOf(site.refusal("asks.html"))).toBe("templates/asks.html:1:4");
  });
});

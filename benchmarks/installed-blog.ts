import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { blogEnvironment, type BlogCopy, copyBlog } from "../tests/blog-copy.ts";
import { buildPackages, installPackages } from "../tests/installed-packages.ts";

/** A copy of the example blog that runs the packages as they are published, installed by npm. */
export interface InstalledBlog extends BlogCopy {
  /** The environment in which its commands are found. */
  readonly env: NodeJS.ProcessEnv;
}

/** Makes the copy; takes some ten seconds. */
export function installBlog(): InstalledBlog {
  const blog = copyBlog();
  const manifest = JSON.parse(blog.read("package.json")) as { readonly dependencies: Readonly<Record<string, string>> };
  const theirs = Object.entries(manifest.dependencies).filter(([, version]) => !version.startsWith("workspace:"));
  const written = { ...manifest, dependencies: Object.fromEntries(theirs) };
  writeFileSync(blog.path("package.json"), JSON.stringify(written));
  rmSync(blog.path("node_modules"));
  buildPackages();
  installPackages(blog.root);
  const env = blogEnvironment();
  return { ...blog, env: { ...env, PATH: [blog.path("node_modules/.bin"), env["PATH"]].join(path.delimiter) } };
}

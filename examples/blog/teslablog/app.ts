import { defineApp } from "@mediaroot/core";
import type { AdminResources } from "../contrib/admin/index.ts";
import { openBlogDatabase } from "./blog-database.ts";
import { blogRoutes } from "./blog-routes.ts";
import { postResource } from "./post-resource.ts";
import { createPosts } from "./posts.ts";
import { tagResource } from "./tag-resource.ts";
import { createTags } from "./tags.ts";

/** The admin edits the blog's posts and tags. */
const resources: AdminResources = ({ project, widgets, onClose }) => {
  const database = openBlogDatabase(project.root);
  onClose(() => database.close());
  const tags = createTags(database);
  return [postResource({ posts: createPosts(database), tags, widgets }), tagResource(tags, widgets)];
};

export default defineApp({ routes: blogRoutes, admin: resources });

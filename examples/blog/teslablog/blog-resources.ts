import type { AdminResources } from "../contrib/admin/index.ts";
import { openBlogDatabase } from "./blog-database.ts";
import { postResource } from "./post-resource.ts";
import { createPosts } from "./posts.ts";
import { tagResource } from "./tag-resource.ts";
import { createTags } from "./tags.ts";

/** What the admin edits of the blog: posts and tags. */
export const blogResources: AdminResources = ({ project, widgets, onClose }) => {
  const database = openBlogDatabase(project.root);
  onClose(() => database.close());
  const tags = createTags(database);
  return [postResource({ posts: createPosts(database), tags, widgets }), tagResource(tags, widgets)];
};

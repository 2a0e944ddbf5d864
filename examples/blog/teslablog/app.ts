import { defineApp } from "@mediaroot/core";
import { blogResources } from "./blog-resources.ts";
import { blogRoutes } from "./blog-routes.ts";

export default defineApp({ routes: blogRoutes, admin: blogResources });

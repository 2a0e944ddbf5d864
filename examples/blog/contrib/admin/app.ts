import { defineApp } from "@mediaroot/core";
import { adminRoutes } from "./admin-routes.ts";
import { userResource } from "./user-resource.ts";

export default defineApp({ routes: adminRoutes, admin: userResource });

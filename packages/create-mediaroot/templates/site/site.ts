import helmet from "@fastify/helmet";
import type {} from "@mediaroot/runtime";
import type { FastifyInstance } from "fastify";

/** What all apps share: security headers. Sessions and hooks for the whole site belong here too. */
export default async function site(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    // Browsers would load style sheets by https, which a site on the local network does not have.
    contentSecurityPolicy: { directives: app.project.settings.DEBUG ? { upgradeInsecureRequests: null } : {} },
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { addDemoUser, DEMO_USER, isDemoUser } from "./demo-user.ts";
import { formOf } from "./submitted-form.ts";
import type { User } from "./users.ts";

const BODY_LIMIT = 16 * 1024;
// Long enough for any password manager, short enough that hashing it costs nothing.
const credentials = z.object({ username: z.string().min(1).max(150), password: z.string().min(1).max(1000) });
const nextField = z.object({ next: z.string().catch("") });

/** Adds the pages that need no login: logging in and out. */
export function addLoginRoutes(app: FastifyInstance, admin: Admin): void {
  app.get("/login/", { config: { name: "login" } }, async (request, reply) => {
    const next = safeNext(nextField.parse(request.query).next, reply.url_for(":index"));
    if (admin.visitors.find(request) !== undefined) return reply.redirect(next, 303);
    if (admin.debug) await addDemoUser(admin.users);
    return showLogin(admin, { request, reply, next });
  });
  app.post("/login/", { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const form = formOf(request);
    const next = safeNext(form.get("next") ?? "", reply.url_for(":index"));
    const username = form.get("username") ?? "";
    const result = await logIn(admin, request.ip, form);
    if (result.kind === "refused") {
      if (result.wait > 0) reply.header("retry-after", result.wait);
      return showLogin(admin, { request, reply, next, username, error: result });
    }
    admin.visitors.logIn(reply, result.user);
    admin.csrf.rotate(reply);
    return reply.redirect(next, 303);
  });
  app.post("/logout/", { config: { name: "logout" }, bodyLimit: BODY_LIMIT }, (request, reply) => {
    admin.visitors.logOut(request, reply);
    return reply.redirect(reply.url_for(":login"), 303);
  });
}

type LoginResult =
  | { readonly kind: "user"; readonly user: User }
  | { readonly kind: "refused"; readonly status: number; readonly wait: number; readonly text: string };

const WRONG: LoginResult = {
  kind: "refused",
  status: 422,
  wait: 0,
  text: "The username or the password is wrong.",
};

async function logIn(admin: Admin, address: string, form: URLSearchParams): Promise<LoginResult> {
  const { debug, loginLimit, users } = admin;
  const { data } = credentials.safeParse(Object.fromEntries(form));
  if (data === undefined) return WRONG;
  const attempt = { username: data.username, address };
  const wait = loginLimit.wait(attempt);
  if (wait > 0) {
    const text = `Too many attempts. Wait ${wait} ${wait === 1 ? "second" : "seconds"} and try again.`;
    return { kind: "refused", status: 429, wait, text };
  }
  loginLimit.count(attempt);
  const user = await users.authenticate(data.username, data.password);
  if (user === undefined || (isDemoUser(data) && !debug)) return WRONG;
  loginLimit.succeeded(attempt);
  return { kind: "user", user };
}

interface LoginPage {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly next: string;
  readonly username?: string;
  readonly error?: { readonly status: number; readonly text: string };
}

function showLogin(admin: Admin, { request, reply, next, username = "", error }: LoginPage): FastifyReply {
  return admin.pages.show(request, reply, {
    template: "admin/login.html",
    title: "Log in",
    status: error?.status,
    media: admin.styles("forms", "login"),
    context: { username, next, error: error?.text, demo: admin.hasDemoUser() ? DEMO_USER : undefined },
  });
}

/** Where to go after the login: a page of the admin and nowhere else, or a link could lead its reader to another site. */
function safeNext(next: string, home: string): string {
  // What a browser reads otherwise than it stands there, `..`, `%2e%2e`, `\`, another host, is none of our links.
  const base = "http://this.invalid";
  if (!URL.canParse(next, base)) return home;
  const { pathname, search } = new URL(next, base);
  return next === pathname + search && next.startsWith(home) && !next.startsWith("//") ? next : home;
}

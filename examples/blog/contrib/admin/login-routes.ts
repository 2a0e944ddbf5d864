import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { addDemoUser, DEMO_USER, isDemoUser } from "./demo-user.ts";
import { keepForm, readKeptForm, recordFormAt } from "./kept-form.ts";
import { showAgain } from "./record-routes.ts";
import { FORM_LIMIT, formOf } from "./submitted-form.ts";
import type { User } from "./users.ts";

const BODY_LIMIT = 16 * 1024;
/** A form that was read once is written down in a few more bytes. */
const RESUME_LIMIT = 3 * FORM_LIMIT;
/** The field in which the login page keeps a form. */
const KEPT = "_kept";
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
  app.post("/login/", { bodyLimit: BODY_LIMIT }, (request, reply) => tryLogin(admin, request, reply));
  app.get("/login/resume/", (request, reply) =>
    reply.redirect(reply.url_for(":login", nextField.parse(request.query)), 303),
  );
  app.post("/login/resume/", { config: { name: "resume" }, bodyLimit: RESUME_LIMIT }, (request, reply) =>
    formOf(request).has(KEPT) ? tryLogin(admin, request, reply) : keepAndAsk(admin, request, reply),
  );
  app.post("/logout/", { config: { name: "logout" }, bodyLimit: BODY_LIMIT }, (request, reply) => {
    admin.visitors.logOut(request, reply);
    return reply.redirect(reply.url_for(":login"), 303);
  });
}

/** A form has come after its session had ended: the login page keeps it. */
function keepAndAsk(admin: Admin, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = safeNext(nextField.parse(request.query).next, reply.url_for(":index"));
  const target = recordFormAt(next.slice(reply.url_for(":index").length), admin.resources);
  const kept = target && keepForm(target, formOf(request));
  const text = kept === undefined ? "Log in to go on." : "What you wrote is kept: log in, and save it then.";
  return admin.visitors.find(request) === undefined
    ? showLogin(admin, { request, reply, next, kept, error: { status: 403, text: `Your session has ended. ${text}` } })
    : goOn(admin, { request, reply, next, kept });
}

async function tryLogin(admin: Admin, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = formOf(request);
  const kept = form.get(KEPT) ?? undefined;
  const next = safeNext(form.get("next") ?? "", reply.url_for(":index"));
  const result = await logIn(admin, request.ip, form);
  if (result.kind === "refused") {
    if (result.wait > 0) reply.header("retry-after", result.wait);
    return showLogin(admin, { request, reply, next, kept, username: form.get("username") ?? "", error: result });
  }
  admin.visitors.logIn(reply, result.user);
  admin.csrf.rotate(reply);
  return goOn(admin, { request, reply, next, kept });
}

/** Leads to where somebody wanted to go, or back to the form that they had sent. */
function goOn(admin: Admin, { request, reply, next, kept = "" }: Omit<LoginPage, "error">): FastifyReply {
  const form = readKeptForm(kept);
  const target = recordFormAt(next.slice(reply.url_for(":index").length), admin.resources);
  if (form === undefined || target === undefined) return reply.redirect(next, 303);
  return showAgain(admin, { request, reply, visitor: admin.visitorOf(request), ...target }, form);
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
  /** A form that waits for the login, as `keepForm` writes it. */
  readonly kept?: string | undefined;
  readonly username?: string;
  readonly error?: { readonly status: number; readonly text: string };
}

function showLogin(admin: Admin, { request, reply, next, kept, username = "", error }: LoginPage): FastifyReply {
  return admin.pages.show(request, reply, {
    template: "admin/login.html",
    title: "Log in",
    status: error?.status,
    media: admin.styles("forms", "login"),
    context: { username, next, kept, error: error?.text, demo: admin.hasDemoUser() ? DEMO_USER : undefined },
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

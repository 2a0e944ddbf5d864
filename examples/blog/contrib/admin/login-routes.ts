import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Admin } from "./admin.ts";
import { renewCsrfSecret } from "./csrf.ts";
import { addDemoUser, DEMO_USER, isDemoUser } from "./demo-user.ts";
import { keepForm, readKeptForm, recordFormAt } from "./kept-form.ts";
import { LOGIN_RATE } from "./login-limit.ts";
import { nextParameter, pageAfterLogin, requestedNext } from "./next-page.ts";
import { showAgain } from "./record-routes.ts";
import { FORM_LIMIT, formOf } from "./submitted-form.ts";
import type { User } from "./users.ts";

const LOGIN_FORM_LIMIT = 16 * 1024;
/** The login page keeps a form as JSON in a field, so that it comes back larger than it was. */
const RESUME_FORM_LIMIT = 3 * FORM_LIMIT;
const KEPT_FIELD = "_kept";
// Passwords of this length come from any password manager, and are hashed as fast as short ones.
const credentials = z.object({ username: z.string().min(1).max(150), password: z.string().min(1).max(1000) });

/** Adds the routes that log in and out. They need no login. */
export function addLoginRoutes(app: FastifyInstance, admin: Admin): void {
  const login = { bodyLimit: LOGIN_FORM_LIMIT, config: { rateLimit: LOGIN_RATE } };
  const resume = { bodyLimit: RESUME_FORM_LIMIT, config: { name: "resume", rateLimit: LOGIN_RATE } };
  app.get("/login/", { config: { name: "login" } }, async (request, reply) => {
    const next = pageAfterLogin(reply, requestedNext(request));
    if (admin.visitors.find(request) !== undefined) return reply.redirect(next, 303);
    if (admin.debug) await addDemoUser(admin.users);
    return showLogin(admin, { request, reply, next });
  });
  app.post("/login/", login, (request, reply) => tryLogin(admin, request, reply));
  app.get("/login/resume/", (request, reply) =>
    reply.redirect(reply.url_for(":login", nextParameter(requestedNext(request))), 303),
  );
  app.post("/login/resume/", resume, (request, reply) =>
    formOf(request).has(KEPT_FIELD) ? tryLogin(admin, request, reply) : keepAndAsk(admin, request, reply),
  );
  app.post("/logout/", { bodyLimit: LOGIN_FORM_LIMIT, config: { name: "logout" } }, (request, reply) => {
    admin.visitors.logOut(request, reply);
    return reply.redirect(reply.url_for(":login"), 303);
  });
}

/** Answers a form whose session has ended with a login page that keeps the form. */
function keepAndAsk(admin: Admin, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = pageAfterLogin(reply, requestedNext(request));
  const target = recordFormAt(next.slice(reply.url_for(":index").length), admin.resources);
  const kept = target && keepForm(target, formOf(request));
  if (admin.visitors.find(request) !== undefined) return goOn(admin, { request, reply, next, kept });
  const advice = kept === undefined ? "Log in to go on." : "What you wrote is kept: log in, and save it then.";
  const error = { status: 403, text: `Your session has ended. ${advice}` };
  return showLogin(admin, { request, reply, next, kept, error });
}

async function tryLogin(admin: Admin, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = formOf(request);
  const kept = form.get(KEPT_FIELD) ?? undefined;
  const next = pageAfterLogin(reply, form.get("next") ?? "");
  const result = await logIn(admin, request.ip, form);
  if (result.kind === "refused") {
    if (result.wait > 0) reply.header("retry-after", result.wait);
    return showLogin(admin, { request, reply, next, kept, username: form.get("username") ?? "", error: result });
  }
  admin.visitors.logIn(reply, result.user);
  renewCsrfSecret(request, reply);
  return goOn(admin, { request, reply, next, kept });
}

/** Leads to the requested page, or shows the form that the login page has kept. */
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

async function logIn(admin: Admin, address: string | undefined, form: URLSearchParams): Promise<LoginResult> {
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
  /** The page that follows the login. */
  readonly next: string;
  /** The form that waits for the login, as `keepForm` writes it. */
  readonly kept?: string | undefined;
  readonly username?: string;
  readonly error?: { readonly status: number; readonly text: string };
}

function showLogin(admin: Admin, { reply, next, kept, username = "", error }: LoginPage): FastifyReply {
  return admin.pages.show(reply, {
    template: "admin/login.html",
    title: "Log in",
    status: error?.status,
    media: admin.styles("forms", "login"),
    context: { username, next, kept, error: error?.text, demo: admin.hasDemoUser() ? DEMO_USER : undefined },
  });
}

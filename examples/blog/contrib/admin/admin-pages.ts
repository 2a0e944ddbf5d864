import { randomBytes } from "node:crypto";
import { defineMedia, type Media } from "@mediaroot/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import type { Csrf } from "./csrf.ts";
import type { AnyResource } from "./resource.ts";
import type { Sessions } from "./sessions.ts";
import type { Visitor } from "./visitor.ts";

/** Renders the admin's pages with what each of them shows. */
export interface AdminPages {
  show(request: FastifyRequest, reply: FastifyReply, page: AdminPage): FastifyReply;
}

/** One page. */
export interface AdminPage {
  readonly template: string;
  readonly title: string;
  /** Default 200. */
  readonly status?: number | undefined;
  /** Who is logged in; without it the page has no navigation. */
  readonly visitor?: Visitor | undefined;
  /** What the page needs besides what `admin/base.html` names. */
  readonly media?: Media | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

const NONE: Media = defineMedia({});

/** What the pages are made from. */
export interface AdminPagesOptions {
  /** MEDIA_URL */
  readonly mediaUrl: string;
  readonly csrf: Csrf;
  readonly sessions: Sessions;
  readonly resources: readonly AnyResource[];
}

/** Makes the pages of one admin. */
export function createAdminPages({ mediaUrl, csrf, sessions, resources }: AdminPagesOptions): AdminPages {
  return {
    show(request, reply, { template, title, status = 200, visitor, media = NONE, context = {} }) {
      const nonce = randomBytes(16).toString("base64");
      reply.header("content-security-policy", contentSecurityPolicy(mediaUrl, nonce));
      return reply.code(status).render(template, {
        ...context,
        title,
        resources,
        media,
        user: visitor?.user,
        messages: visitor === undefined ? [] : sessions.takeMessages(visitor.key),
        csp_nonce: nonce,
        csrf_token: csrf.token(request, reply),
      });
    },
  };
}

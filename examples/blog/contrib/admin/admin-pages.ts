import { defineMedia, type Media } from "@mediaroot/core";
import type { FastifyReply } from "fastify";
import type { AnyResource } from "./resource.ts";
import { allowOwnMedia } from "./security-headers.ts";
import type { Sessions } from "./sessions.ts";
import type { Visitor } from "./visitor.ts";

/** Renders the admin's pages. */
export interface AdminPages {
  show(reply: FastifyReply, page: AdminPage): FastifyReply;
}

/** A page to show. */
export interface AdminPage {
  readonly template: string;
  readonly title: string;
  /** The HTTP status; default 200. */
  readonly status?: number | undefined;
  /** Who is logged in. Without a visitor the page has no navigation. */
  readonly visitor?: Visitor | undefined;
  /** Style sheets and scripts besides those that `admin/base.html` names. */
  readonly media?: Media | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

const NONE: Media = defineMedia({});

/** Options of `createAdminPages`. */
export interface AdminPagesOptions {
  /** MEDIA_URL */
  readonly mediaUrl: string;
  readonly sessions: Sessions;
  readonly resources: readonly AnyResource[];
}

/** Creates the pages of an admin. */
export function createAdminPages({ mediaUrl, sessions, resources }: AdminPagesOptions): AdminPages {
  return {
    show(reply, { template, title, status = 200, visitor, media = NONE, context = {} }) {
      return reply.code(status).render(template, {
        ...context,
        title,
        resources,
        media,
        user: visitor?.user,
        messages: visitor === undefined ? [] : sessions.takeMessages(visitor.key),
        csp_nonce: allowOwnMedia(reply, mediaUrl),
        // Once for all forms of a page: each call would set another cookie in a browser that has none yet.
        csrf_token: reply.generateCsrf(),
      });
    },
  };
}
